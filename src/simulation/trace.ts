import { AutoscalerError } from '../core/errors.ts';
import { formatDuration } from '../core/format.ts';
import { type Row, readRows } from './trace-rows.ts';

/** A recorded load at even steps. */
export interface Trace {
  /** Where it came from, as given. */
  readonly file: string;
  /** When the first step begins, epoch seconds. */
  readonly startSeconds: number;
  readonly stepSeconds: number;
  /** One number a step, in any unit that is proportional to the load. */
  readonly values: readonly number[];
  /** What was made of faults that do not change the verdict, as sentences with their place. */
  readonly notices: readonly string[];
}

/** The most rows in a row that may be missing. */
const LONGEST_GAP_ROWS = 5;
/** How much of a trace is used, from its beginning. Seconds. */
export const LONGEST_SECONDS = 10 * 86_400;
const FEWEST_ROWS = 20;
const SHORTEST_SECONDS = 30 * 60;
/** How far a row may lie beside its step, as a share of the step. */
const JITTER = 0.1;
const MOST_NOTICES = 3;

/**
 * Reads a trace: CSV under the header `timestamp_seconds,value`, Unix seconds in even steps. Up to five missing rows
 * in a row are filled in evenly, with a notice; what is behind ten days is left out. Throws `E_CONFIG` with file and line for everything else: longer gaps,
 * uneven steps, duplicate or unsorted rows, numbers that are negative or none, and traces that are too short.
 */
export function readTrace(text: string, file: string): Trace {
  const rows = readRows(text, file);
  const [first] = rows;
  if (first === undefined || rows.length < FEWEST_ROWS)
    throw tooShort(file, rows.at(-1)?.line ?? 1, `${rows.length} rows`);
  const stepSeconds = usualStep(rows);
  const { values, notices } = onSteps(rows, stepSeconds, file);
  const seconds = values.length * stepSeconds;
  if (seconds < SHORTEST_SECONDS)
    throw tooShort(file, rows.at(-1)?.line ?? 1, formatDuration(seconds * 1000));
  if (values.every((value) => value === 0))
    throw traceError(file, first.line, 'the load is 0 in every row', 'Give a trace with some load in it.');
  const told = notices.slice(0, MOST_NOTICES);
  const untold = notices.length - told.length;
  return {
    file,
    startSeconds: first.at,
    stepSeconds,
    values,
    notices: untold > 0 ? [...told, `${file}: ${untold} more gaps were filled in evenly`] : told,
  };
}

/** The median distance of two rows in seconds. */
function usualStep(rows: readonly Row[]): number {
  const distances = rows.slice(1).map((row, i) => row.at - (rows[i]?.at ?? 0));
  return distances.toSorted((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 1;
}

function onSteps(rows: readonly Row[], step: number, file: string) {
  const values: number[] = [];
  const notices: string[] = [];
  const start = rows[0]?.at ?? 0;
  for (const { at, value, line } of rows) {
    const place = (at - start) / step;
    const index = Math.round(place);
    if (place * step >= LONGEST_SECONDS) break;
    const missing = index - values.length;
    if (missing < 0 || Math.abs(place - index) > JITTER)
      throw traceError(
        file,
        line,
        `the row is not on the trace’s step of ${step} s`,
        'Resample the trace to even steps.',
      );
    if (missing > LONGEST_GAP_ROWS)
      throw traceError(
        file,
        line,
        `${missing} rows are missing before this one; what the load was there is not known`,
        `Cut the trace so that it begins or ends at the gap, or fill in what is known; up to ${LONGEST_GAP_ROWS} rows are filled in evenly.`,
      );
    if (missing > 0) {
      const before = values.at(-1) ?? value;
      for (let i = 1; i <= missing; i++) values.push(before + ((value - before) * i) / (missing + 1));
      const what = missing === 1 ? '1 row is' : `${missing} rows are`;
      notices.push(`${file}:${line}: ${what} missing before this one and filled in evenly`);
    }
    values.push(value);
  }
  return { values, notices };
}

function tooShort(file: string, line: number, length: string): AutoscalerError {
  return traceError(
    file,
    line,
    `the trace ends here after ${length}, too short for a verdict`,
    `Give at least ${FEWEST_ROWS} rows over ${SHORTEST_SECONDS / 60} min; ten days show daily habits too.`,
  );
}

/** A fault of a trace at its line, as `E_CONFIG`. */
function traceError(file: string, line: number, message: string, fix: string): AutoscalerError {
  const at = `${file}:${line}`;
  return new AutoscalerError('E_CONFIG', `${at}: ${message}`, { at, fix });
}
