const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** The clock on the wall of one time zone. Wall-clock times are milliseconds as if it showed UTC. */
export class WallClock {
  readonly #format: Intl.DateTimeFormat;

  /** Throws `RangeError` for an unknown IANA time zone. */
  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** What the clock shows at an instant (epoch milliseconds), to the second. */
  at(instant: number): number {
    const parts = new Map(
      this.#format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
    );
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    return Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    );
  }

  /**
   * The first instant at which the clock shows `wall` or more. A time that is skipped when clocks go forward is
   * the moment of the change; one that comes twice when they go back is the first of the two.
   */
  firstInstant(wall: number): number {
    const before = wall - this.#offset(wall - DAY_MS);
    const after = wall - this.#offset(wall + DAY_MS);
    const early = Math.min(before, after);
    const late = Math.max(before, after);
    if (this.at(early) === wall) return early;
    if (this.at(late) === wall) return late;
    return this.#firstShowing(wall, early, late);
  }

  /** How far the clock is ahead of UTC, in milliseconds. */
  #offset(instant: number): number {
    const second = Math.floor(instant / 1000) * 1000;
    return this.at(second) - second;
  }

  #firstShowing(wall: number, from: number, to: number): number {
    let low = from;
    let high = to;
    while (high - low > MINUTE_MS) {
      const middle = Math.floor((low + high) / 2 / MINUTE_MS) * MINUTE_MS;
      if (this.at(middle) >= wall) high = middle;
      else low = middle;
    }
    return high;
  }
}
