import { normal, seededRandom } from '../../../src/simulation/random.ts';

/** Monday 2026-01-05 00:00 UTC, epoch seconds. */
export const SHAPE_START = Date.UTC(2026, 0, 5) / 1000;
const DAY = 86_400;

/** A day's rise and fall with 3 % noise, in requests a minute; growth of 2 % a day. */
export function daily(days: number): string {
  const random = seededRandom(11);
  return csvOf(days, (second) => {
    const hour = Math.sin((2 * Math.PI * (second - DAY / 4)) / DAY);
    return 30_000 * (1 + 0.6 * hour) * (1 + (0.02 * second) / DAY) * (1 + 0.03 * normal(random));
  });
}

/** An even load with a crowd ten times as large for ten minutes, every six hours. */
export function crowds(days: number): string {
  const random = seededRandom(12);
  return csvOf(days, (second) => {
    const isCrowd = second % (DAY / 4) >= 7200 && second % (DAY / 4) < 7800;
    return (isCrowd ? 50_000 : 5000) * (1 + 0.05 * normal(random));
  });
}

/** A trace's text from its rate in requests a minute, second by second of its start. */
function csvOf(days: number, rate: (second: number) => number): string {
  const rows = Array.from({ length: days * 1440 }, (_, minute) => {
    return `${SHAPE_START + minute * 60},${Math.max(0, Math.round(rate(minute * 60)))}\n`;
  });
  return `timestamp_seconds,value\n${rows.join('')}`;
}
