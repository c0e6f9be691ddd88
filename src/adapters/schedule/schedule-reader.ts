import type { Schedule } from '../../core/policy.ts';
import type { ScheduleReader } from '../../core/ports.ts';
import { type CronFields, cronFields, matchesBefore } from './cron-fields.ts';
import { Memo } from './memo.ts';
import { WallClock } from './wall-clock.ts';

const MINUTE_MS = 60_000;
/** More than any clock is ever put back. */
const LONGEST_SHIFT_MS = 3 * 3_600_000;
const MAX_KEPT = 10_000;

/** The last match of a cron expression: when it was, and what the clock on the wall showed then. */
interface Match {
  readonly instant: number;
  readonly wall: number;
}

/** The newest match at or before `now`. */
function lastMatch(fields: CronFields, clock: WallClock, now: number): Match | undefined {
  for (const wall of matchesBefore(fields, clock.at(now) + LONGEST_SHIFT_MS)) {
    const instant = clock.firstInstant(wall);
    if (instant <= now) return { instant, wall };
  }
  return undefined;
}

function isActive(start: CronFields, end: CronFields, clock: WallClock, now: number): boolean {
  const started = lastMatch(start, clock, now);
  if (started === undefined) return false;
  const ended = lastMatch(end, clock, now);
  if (ended === undefined || started.instant > ended.instant) return true;
  return started.instant === ended.instant && started.wall >= ended.wall;
}

/**
 * Which schedules are active: those whose last start is more recent than their last end, by the clock on the wall
 * of their time zone. Windows keep their times over clock changes.
 */
export class CronScheduleReader implements ScheduleReader {
  readonly #fields = new Memo(cronFields);
  readonly #clocks = new Memo((timeZone: string) => new WallClock(timeZone));
  /** By expressions and zone, the answer for one minute: nothing changes within it. */
  readonly #known = new Map<string, { readonly minute: number; readonly isActive: boolean }>();

  active(schedules: readonly Schedule[], now: number): readonly string[] {
    return schedules.filter((schedule) => this.#isActive(schedule, now)).map(({ name }) => name);
  }

  #isActive({ start, end, timeZone }: Schedule, now: number): boolean {
    const key = `${timeZone} ${start} | ${end}`;
    const minute = Math.floor(now / MINUTE_MS);
    const known = this.#known.get(key);
    if (known?.minute === minute) return known.isActive;
    if (this.#known.size >= MAX_KEPT) this.#known.clear();
    const [first, last] = [this.#fields.get(start), this.#fields.get(end)];
    const answer = isActive(first, last, this.#clocks.get(timeZone), minute * MINUTE_MS);
    this.#known.set(key, { minute, isActive: answer });
    return answer;
  }
}
