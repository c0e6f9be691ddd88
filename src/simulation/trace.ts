import { AutoscalerError } from '../core/errors.ts';
import { formatDuration } from '../core/format.ts';
import type { RecordedValue } from '../core/ports.ts';
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
const COARSEST_SECONDS = 3600;
/** How far a row may lie beside its step, as a share of the step. */
const JITTER = 0.1;
const MOST_NOTICES = 3;

/**
 * Reads a trace: CSV under the header `timestamp_seconds,value`, Unix seconds in even steps of at most an hour. Up to
 * five missing rows in a row are filled in evenly and what is behind ten days is left out, with a notice. Throws
 * `E_CONFIG` with file and line for everything else: longer gaps, uneven steps, duplicate or unsorted rows, numbers that
 * are negative or none, and traces that are too short.
 */
export function readTrace(text: string, file: string): Trace {
  const rows = readRows(text, file);
  return traceOf(rows, usualStep(rows), file, `${file}:1`);
}

/** A trace from what was recorded at even steps, by the same rules; its places are times. `origin` says where it is from. */
export function recordedTrace(values: readonly RecordedValue[], stepMs: number, origin: string): Trace {
  const rows = values.map(({ at, value }): Row => {
    const place = `${origin} at ${new Date(at).toISOString().replace('.000', '')}`;
    if (value < 0)
      throw traceError(place, `the load is negative (${value})`, 'Ask for a number that is a load.');
    return { at: at / 1000, value, place };
  });
  return traceOf(rows, stepMs / 1000, origin, origin);
}

function traceOf(rows: readonly Row[], stepSeconds: number, file: string, start: string): Trace {
  const [first] = rows;
  const end = rows.at(-1)?.place ?? start;
  if (first === undefined || rows.length < FEWEST_ROWS) throw tooShort(end, `${rows.length} rows`);
  if (stepSeconds > COARSEST_SECONDS)
    throw traceError(
      first.place,
      `a step of ${formatDuration(stepSeconds * 1000)} says nothing about the minutes that replicas are started in`,
      'Record the load at least once an hour; a minute is best.',
    );
  const { values, notices } = onSteps(rows, stepSeconds);
  const seconds = values.length * stepSeconds;
  if (seconds < SHORTEST_SECONDS) throw tooShort(end, formatDuration(seconds * 1000));
  if (values.every((value) => value === 0))
    throw traceError(first.place, 'the load is 0 in every row', 'Give a trace with some load in it.');
  const told = [...counterNotice(values, first.place), ...shortened(notices, file)];
  return { file, startSeconds: first.at, stepSeconds, values, notices: told };
}

/** A load falls now and then; a counter of requests never does. */
function counterNotice(values: readonly number[], place: string): readonly string[] {
  const rises = values.filter((value, i) => value > (values[i - 1] ?? value)).length;
  const falls = values.some((value, i) => value < (values[i - 1] ?? value));
  if (falls || rises < values.length / 2) return [];
  return [
    `${place}: the load never falls from here on; if these are the readings of a counter, give its rate instead`,
  ];
}

/** The median distance of two rows in seconds. */
function usualStep(rows: readonly Row[]): number {
  const distances = rows.slice(1).map((row, i) => row.at - (rows[i]?.at ?? 0));
  return distances.toSorted((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 1;
}

function onSteps(rows: readonly Row[], step: number) {
  const values: number[] = [];
  const notices: string[] = [];
  const start = rows[0]?.at ?? 0;
  for (const { at, value, place } of rows) {
    const steps = (at - start) / step;
    const index = Math.round(steps);
    if (steps * step >= LONGEST_SECONDS) {
      notices.unshift(`${place}: from here on, after ten days, the trace is left out`);
      break;
    }
    const missing = index - values.length;
    if (missing < 0 || Math.abs(steps - index) > JITTER)
      throw traceError(
        place,
        `the row is not on the trace’s step of ${step} s`,
        'Resample the trace to even steps.',
      );
    if (missing > LONGEST_GAP_ROWS)
      throw traceError(
        place,
        `${missing} rows are missing before this one; what the load was there is not known`,
        `Cut the trace so that it begins or ends at the gap, or fill in what is known; up to ${LONGEST_GAP_ROWS} rows are filled in evenly.`,
      );
    if (missing > 0) {
      const before = values.at(-1) ?? value;
      for (let i = 1; i <= missing; i++) values.push(before + ((value - before) * i) / (missing + 1));
      const what = missing === 1 ? '1 row is' : `${missing} rows are`;
      notices.push(`${place}: ${what} missing before this one and filled in evenly`);
    }
    values.push(value);
  }
  return { values, notices };
}

/** The first few, and how many more there are. */
function shortened(notices: readonly string[], file: string): readonly string[] {
  const told = notices.slice(0, MOST_NOTICES);
  const untold = notices.length - told.length;
  return untold > 0 ? [...told, `${file}: ${untold} more gaps were filled in evenly`] : told;
}

function tooShort(place: string, length: string): AutoscalerError {
  return traceError(
    place,
    `the trace ends here after ${length}, too short for a verdict`,
    `Give at least ${FEWEST_ROWS} rows over ${SHORTEST_SECONDS / 60} min; ten days show daily habits too.`,
  );
}

/** A fault of a trace at its place, as `E_CONFIG`. */
function traceError(at: string, message: string, fix: string): AutoscalerError {
  return new AutoscalerError('E_CONFIG', `${at}: ${message}`, { at, fix });
}
