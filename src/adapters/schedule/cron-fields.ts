import { parse } from 'node-cron';

const DAY_MS = 86_400_000;
/** Far enough back for 29 February. */
const MAX_DAYS = 8 * 366;

/** When a cron expression matches, on the clock on the wall. */
export interface CronFields {
  /** Descending minutes of the day. */
  readonly times: readonly number[];
  readonly days: ReadonlySet<number | string>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number | string>;
}

/** Reads a five-field cron expression. Throws what the library throws when it is none. */
export function cronFields(expression: string): CronFields {
  const { minute, hour, dayOfMonth, month, dayOfWeek } = parse(expression);
  const times = hour.flatMap((h) => minute.map((m) => h * 60 + m)).sort((a, b) => b - a);
  return { times, days: new Set(dayOfMonth), months: new Set(month), weekdays: new Set(dayOfWeek) };
}

/**
 * The matching wall-clock times at or before `wall`, newest first. Wall-clock times are milliseconds as if the
 * clock on the wall showed UTC.
 */
export function* matchesBefore(fields: CronFields, wall: number): Generator<number> {
  const today = Math.floor(wall / DAY_MS) * DAY_MS;
  for (let back = 0; back < MAX_DAYS; back++) {
    const midnight = today - back * DAY_MS;
    const date = new Date(midnight);
    if (!fields.months.has(date.getUTCMonth() + 1)) continue;
    if (!fields.days.has(date.getUTCDate()) || !fields.weekdays.has(date.getUTCDay())) continue;
    for (const time of fields.times) {
      const match = midnight + time * 60_000;
      if (match <= wall) yield match;
    }
  }
}
