import type { ServiceRef } from '../../core/policy.ts';
import { failure, type QueryFailure } from './failure.ts';

/** Where in a query a position is: in code, in a comment, or in a string of this quote. */
type Context = 'code' | 'comment' | '"' | "'" | '`';

function after(context: Context, char: string): Context {
  if (context === 'code') {
    if (char === '"' || char === "'" || char === '`') return char;
    return char === '#' ? 'comment' : 'code';
  }
  if (context === 'comment') return char === '\n' ? 'code' : 'comment';
  return char === context ? 'code' : context;
}

/** The value as it may stand there, or undefined when it may not. */
function escaped(value: string, context: Context): string | undefined {
  if (context === 'comment') return '';
  if (context === 'code') return /^[a-zA-Z0-9_:]+$/.test(value) ? value : undefined;
  if (context === '`') return value.includes('`') ? undefined : value;
  return value.replaceAll(/[^\w .:/@+-]/gu, (char) =>
    Array.from(new TextEncoder().encode(char), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join(''),
  );
}

/**
 * Fills `{{project}}` and `{{service}}` into a query. In a quoted string the name is escaped; outside quotes
 * it must be a plain identifier.
 */
export function fillQuery(
  query: string,
  ref: ServiceRef,
): { readonly kind: 'query'; readonly query: string } | QueryFailure {
  const values = new Map([
    ['project', ref.project],
    ['service', ref.service],
  ]);
  let context: Context = 'code';
  let filled = '';
  for (let i = 0; i < query.length; i++) {
    const [whole = '', name = ''] = /^\{\{\s*(\w+)\s*\}\}/.exec(query.slice(i)) ?? [];
    const value = values.get(name);
    if (value !== undefined) {
      const safe = escaped(value, context);
      if (safe === undefined)
        return failure(
          'E_PROMETHEUS_QUERY',
          `${whole} stands outside double quotes, where "${value}" cannot be filled in; quote it`,
        );
      filled += safe;
      i += whole.length - 1;
      continue;
    }
    const char = query[i] ?? '';
    const isEscape = char === '\\' && (context === '"' || context === "'");
    filled += isEscape ? query.slice(i, i + 2) : char;
    if (isEscape) i++;
    else context = after(context, char);
  }
  return { kind: 'query', query: filled };
}
