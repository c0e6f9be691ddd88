import { AutoscalerError } from '../core/errors.ts';

/** One row of a trace. */
export interface Row {
  /** Epoch seconds. */
  readonly at: number;
  readonly value: number;
  /** Where it stands: `file:line`, or a time in the history of Prometheus. */
  readonly place: string;
}

const HEADER = 'timestamp_seconds,value';
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** Later than any date in seconds, earlier than most in milliseconds: the year 5138. */
const LATEST_SECONDS = 1e11;

/**
 * The rows of a trace, each checked by itself and against the one before. Blank lines are passed over.
 * Throws `E_CONFIG` with file and line.
 */
export function readRows(text: string, file: string): readonly Row[] {
  const rows: Row[] = [];
  const [header = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const fail = (line: number, message: string, fix: string): never => {
    const at = `${file}:${line}`;
    throw new AutoscalerError('E_CONFIG', `${at}: ${message}`, { at, fix });
  };
  if (text.trim() === '') fail(1, 'the trace is empty', `Give a CSV file with the header ${HEADER}.`);
  if (header.replaceAll(' ', '').toLowerCase() !== HEADER)
    fail(1, `the header is not ${HEADER}`, `Make ${HEADER} the first line, with Unix seconds and a load.`);
  lines.forEach((source, index) => {
    if (source.trim() === '') return;
    const line = index + 2;
    const cells = source.split(',').map((cell) => cell.trim());
    if (cells.length !== 2)
      fail(line, `there are ${cells.length} columns instead of 2`, 'Write one time and one value a row.');
    const [at = Number.NaN, value = Number.NaN] = cells.map((cell) =>
      DECIMAL.test(cell) ? Number(cell) : Number.NaN,
    );
    if (!Number.isFinite(at))
      fail(line, `"${cells[0]}" is not a time in Unix seconds`, 'Convert the times to Unix seconds.');
    if (Math.abs(at) > LATEST_SECONDS)
      fail(
        line,
        `${cells[0]} is no time in seconds; it looks like milliseconds`,
        'Divide the times by 1000.',
      );
    if (!Number.isFinite(value))
      fail(line, `"${cells[1]}" is not a number`, 'Leave out rows without a value, or correct it.');
    if (value < 0) fail(line, `the load is negative (${cells[1]})`, 'Correct the row; a load is 0 or more.');
    const before = rows.at(-1);
    if (before?.at === at)
      fail(line, `the time ${cells[0]} is there twice, first in ${before.place}`, 'Keep one of them.');
    if (before !== undefined && before.at > at)
      fail(line, `the time goes back from ${before.at} to ${at}`, 'Sort the rows by time.');
    rows.push({ at, value, place: `${file}:${line}` });
  });
  return rows;
}
