/**
 * The rows below the line that begins with `head`, each reduced to the wanted columns in their order; a column that is
 * not there is empty. Undefined when no line begins so. A balancer of a thousand services answers with megabytes, so
 * that nothing is split further than the last wanted column.
 */
export function tableRows(
  text: string,
  head: string,
  separator: ' ' | ',',
  wanted: readonly string[],
): readonly (readonly string[])[] | undefined {
  const lines = text.split('\n');
  const headAt = lines.findIndex((line) => line.startsWith(head));
  if (headAt < 0) return undefined;
  const columns = (lines[headAt] ?? '').slice('# '.length).trim().split(separator);
  const places = wanted.map((column) => columns.indexOf(column));
  const last = Math.max(...places);
  const rows: (readonly string[])[] = [];
  for (let at = headAt + 1; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    const fields = line.includes('"') ? splitQuoted(line, separator) : line.split(separator, last + 1);
    rows.push(places.map((place) => fields[place] ?? ''));
  }
  return rows;
}

/** Splits a line with fields in quotes, in which a doubled quote stands for one. */
function splitQuoted(line: string, separator: string): readonly string[] {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] ?? '';
    if (quoted) {
      if (char !== '"') field += char;
      else if (line[at + 1] === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (char === '"' && field === '') quoted = true;
    else if (char === separator) {
      fields.push(field);
      field = '';
    } else field += char;
  }
  fields.push(field);
  return fields;
}
