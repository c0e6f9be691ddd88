import { InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../config/duration.ts';

/** A moment of the past as people name it: how long ago, or when; milliseconds, epoch milliseconds. */
export type Moment = { readonly agoMs: number } | { readonly at: number };

const DAY_MS = 86_400_000;
const ISO_DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d.*)?$/;

/** An option whose value is a moment such as `2h` (ago), `2026-01-05` or `2026-01-05T18:00Z`; UTC without a zone. */
export function momentOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser(parseMoment);
}

/** The moment in epoch milliseconds, as is `now`. */
export function momentAt(moment: Moment, now: number): number {
  return 'at' in moment ? moment.at : now - moment.agoMs;
}

/** Throws commander's error for what is no moment. */
export function parseMoment(text: string): Moment {
  const days = /^(\d{1,3})d$/.exec(text)?.[1];
  const agoMs = days === undefined ? parseDuration(text) : Number(days) * DAY_MS;
  if (agoMs !== undefined) return { agoMs };
  const at = ISO_DATE.test(text) ? Date.parse(withZone(text)) : Number.NaN;
  if (Number.isFinite(at)) return { at };
  throw new InvalidArgumentError('It must be how long ago, such as 2h, or a time such as 2026-01-05T18:00Z.');
}

function withZone(text: string): string {
  const hasZone = text.length === 10 || /(?:Z|[+-]\d\d:?\d\d)$/i.test(text);
  return `${text.replace(' ', 'T')}${hasZone ? '' : 'Z'}`;
}
