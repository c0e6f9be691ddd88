import { AutoscalerError } from '../core/errors.ts';

/** An error for a person: where, what, and the fix on a line of its own. */
export function formatError(error: AutoscalerError): string {
  const place = error.at === undefined || error.message.startsWith(error.at) ? '' : `${error.at}: `;
  const lines = [`error ${error.code}: ${place}${error.message}`];
  if (error.fix !== undefined) lines.push(`  fix: ${error.fix}`);
  if (error.code === 'E_INTERNAL' && error.cause instanceof Error) lines.push(error.cause.stack ?? '');
  return `${lines.join('\n')}\n`;
}

/** One JSON document on a line of its own. */
export function formatJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** Columns as wide as their widest cell, two spaces apart. */
export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all
    .map((row) => {
      const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
      return `${cells.join('  ').trimEnd()}\n`;
    })
    .join('');
}

/** Parses a replica count from a command line. Throws `E_REPLICAS_INVALID`. */
export function parseReplicas(text: string): number {
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new AutoscalerError(
    'E_REPLICAS_INVALID',
    `"${text}" is not a replica count: a whole number of at least 0`,
    { fix: 'Give a whole number, such as 3.' },
  );
}
