/** The highest demand of each ten minutes of the last eight days. Plain data; 0 is unknown. */
export interface Peaks {
  /** The number of the ten minutes that are under way, counted from the epoch. */
  readonly slot: number;
  readonly peak: number;
  /** Oldest first, up to the ten minutes before the current ones. */
  readonly past: readonly number[];
}

const SLOT_MS = 600_000;
const SLOTS_A_DAY = 144;
const KEPT_SLOTS = 8 * SLOTS_A_DAY;
/** Days ago whose same hour is a habit: yesterday, and the same day of last week. */
const LOOK_BACK_DAYS = [1, 7];

/** The peaks with one more demand, at `now` in epoch milliseconds. */
export function addPeak(peaks: Peaks | undefined, demand: number, now: number): Peaks {
  const slot = Math.floor(now / SLOT_MS);
  if (peaks === undefined || slot < peaks.slot) return { slot, peak: demand, past: [] };
  if (slot === peaks.slot) return demand > peaks.peak ? { ...peaks, peak: demand } : peaks;
  const unknown = Array.from({ length: Math.min(KEPT_SLOTS, slot - peaks.slot - 1) }, () => 0);
  return { slot, peak: demand, past: [...peaks.past, peaks.peak, ...unknown].slice(-KEPT_SLOTS) };
}

/**
 * By how much the demand usually grows from now to the end of the horizon: ln of the larger of yesterday's growth and
 * last week's at this time of the day; 0 where neither is known.
 */
export function habitualGrowth({ slot, past }: Peaks, horizonMs: number, now: number): number {
  const moved = Math.floor(now / SLOT_MS) - slot;
  const reach = Math.ceil(horizonMs / SLOT_MS);
  const growths = LOOK_BACK_DAYS.map((days) => {
    const same = past.length + moved - days * SLOTS_A_DAY;
    const before = past[same - 1] ?? 0;
    const highest = Math.max(0, ...past.slice(Math.max(0, same), Math.max(0, same + reach + 1)));
    return before > 0 && highest > 0 ? Math.log(highest / before) : 0;
  });
  return Math.max(0, ...growths);
}
