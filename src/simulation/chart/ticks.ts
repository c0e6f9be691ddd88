/** A labelled place on an axis. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
const TIME_STEPS = [5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY];
const MOST_TIMES = 8;
const VALUE_TICKS = 4;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Round values from 0 on, the last one at least `top`: steps of 1, 2, 2.5 or 5 times a power of ten. */
export function valueTicks(top: number): readonly Tick[] {
  const rough = Math.max(top, 1) / VALUE_TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  const count = Math.ceil(top / step - 1e-9);
  return Array.from({ length: Math.max(1, count) + 1 }, (_, index) => {
    const at = index * step;
    return { at, label: String(Number(at.toPrecision(6))) };
  });
}

/** Round times of day within a span, in UTC: the date at midnight, else hours and minutes. Epoch seconds. */
export function timeTicks(from: number, to: number): readonly Tick[] {
  const step = TIME_STEPS.find((seconds) => (to - from) / seconds <= MOST_TIMES) ?? DAY;
  const ticks: Tick[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push({ at, label: timeLabel(at) });
  return ticks;
}

function timeLabel(seconds: number): string {
  const date = new Date(seconds * 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  if (seconds % DAY === 0) return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''}`;
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
}
