const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
/** What `{{…}}` in a query may name. */
export const PLACEHOLDERS = ['project', 'service', 'window'] as const;

/** A query without its strings and comments, or the fault that makes that impossible. */
function stripStrings(query: string): { readonly code: string } | { readonly fault: string } {
  let code = '';
  for (let i = 0; i < query.length; i++) {
    const char = query[i] ?? '';
    if (char === '#') {
      const end = query.indexOf('\n', i);
      i = end < 0 ? query.length : end;
    } else if (char === '"' || char === "'" || char === '`') {
      let end = i + 1;
      while (end < query.length && query[end] !== char) end += query[end] === '\\' && char !== '`' ? 2 : 1;
      if (end >= query.length) return { fault: `must be PromQL, but a ${char} is never closed` };
      i = end;
    } else {
      code += char;
    }
  }
  return { code };
}

/**
 * What can be seen to be wrong with a PromQL query without asking Prometheus: unknown placeholders, quotes and
 * brackets that do not close. A predicate; undefined when nothing is.
 */
export function promqlFault(query: string): string | undefined {
  if (query.trim() === '') return 'must be a PromQL query, but it is empty';
  const known: readonly string[] = PLACEHOLDERS;
  for (const [whole, name = ''] of query.matchAll(/\{\{(.*?)\}\}/gs)) {
    if (!known.includes(name.trim()))
      return `has an unknown placeholder ${whole}; there are {{project}}, {{service}} and {{window}}`;
  }
  const stripped = stripStrings(query.replaceAll(/\{\{.*?\}\}/gs, 'x'));
  if ('fault' in stripped) return stripped.fault;
  const open: string[] = [];
  for (const char of stripped.code) {
    const closing = CLOSING[char];
    if (closing !== undefined) open.push(closing);
    else if (')]}'.includes(char) && open.pop() !== char)
      return `must be PromQL, but a "${char}" closes nothing`;
  }
  const missing = open.pop();
  return missing === undefined ? undefined : `must be PromQL, but a "${missing}" is missing`;
}
