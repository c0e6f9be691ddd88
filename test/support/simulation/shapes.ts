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

/** A day's rise and fall that wanders by some 10 % from minute to minute, and less at weekends. */
export function wandering(days: number): string {
  const random = seededRandom(13);
  let drift = 0;
  return csvOf(days, (second) => {
    drift = 0.9 * drift + 0.08 * normal(random);
    const hour = Math.sin((2 * Math.PI * (second - DAY / 3)) / DAY);
    const weekday = Math.floor(second / DAY) % 7 < 5 ? 1 : 0.6;
    return 20_000 * weekday * (1 + 0.7 * hour) * Math.exp(drift);
  });
}

/** Jobs that come and go: the load jumps between a low and a high level at times nobody can know. */
export function steps(days: number): string {
  const random = seededRandom(14);
  let level = 1;
  return csvOf(days, () => {
    if (random() < 1 / 180) level = 1 + 4 * random();
    return 6000 * level * (1 + 0.02 * normal(random));
  });
}

/** An office in Berlin's winter: all come between eight and ten past eight, hardly anybody is there at night. */
export function office(days: number): string {
  const random = seededRandom(15);
  return csvOf(days, (second) => {
    const isWeekday = Math.floor(second / DAY) % 7 < 5;
    const hour = (second % DAY) / 3600 + 1;
    const arrived = Math.min(1, Math.max(0, (hour - 8) * 6));
    const left = Math.min(1, Math.max(0, (hour - 16.5) / 1.5));
    const people = isWeekday ? arrived - left : 0;
    return 12_000 * (0.04 + people * (0.9 + 0.1 * Math.sin(hour))) * (1 + 0.03 * normal(random));
  });
}

/** Working days with two peaks, quiet weekends, and a Wednesday that is a holiday; each week 10 % more. */
export function holidays(days: number): string {
  const random = seededRandom(16);
  return csvOf(days, (second) => {
    const day = Math.floor(second / DAY);
    const isOff = day % 7 >= 5 || day === 9;
    const hour = (second % DAY) / 3600;
    const peak = (at: number, width: number) => Math.exp(-(((hour - at) / width) ** 2));
    const people = 0.15 + (isOff ? 0.25 : 1) * (peak(11, 2.5) + 0.8 * peak(20, 2));
    return 15_000 * people * 1.1 ** (day / 7) * (1 + 0.04 * normal(random));
  });
}

/** A product that takes off: eight times as much after ten days, with a day's rhythm. */
export function growth(days: number): string {
  const random = seededRandom(17);
  return csvOf(days, (second) => {
    const hour = Math.sin((2 * Math.PI * (second - DAY / 3)) / DAY);
    return 4000 * 8 ** (second / (10 * DAY)) * (1 + 0.3 * hour) * (1 + 0.05 * normal(random));
  });
}

/** A job at the start of every hour: four times the load for three minutes, over a day's rise and fall. */
export function batches(days: number): string {
  const random = seededRandom(18);
  return csvOf(days, (second) => {
    const hour = Math.sin((2 * Math.PI * (second - DAY / 4)) / DAY);
    const isJob = second % 3600 < 180;
    return 6000 * (1 + 0.4 * hour) * (isJob ? 4 : 1) * (1 + 0.04 * normal(random));
  });
}

/** Calm for half a day or more, then restless for as long: the noise changes between 3 and 25 %, the level with it. */
export function regimes(days: number): string {
  const random = seededRandom(19);
  let [isCalm, drift] = [true, 0];
  return csvOf(days, (second) => {
    if (second % (DAY / 2) === 0) isCalm = random() < 0.5;
    drift = 0.8 * drift + (isCalm ? 0.02 : 0.15) * normal(random);
    return 12_000 * (isCalm ? 1 : 1.6) * Math.exp(drift);
  });
}

/** The project's own loads, by name. */
export const SHAPES: Readonly<Record<string, (days: number) => string>> = {
  daily,
  wandering,
  steps,
  office,
  crowds,
  holidays,
  growth,
  batches,
  regimes,
};

/** A trace's text from its rate in requests a minute, second by second of its start. */
function csvOf(days: number, rate: (second: number) => number): string {
  const rows = Array.from({ length: days * 1440 }, (_, minute) => {
    return `${SHAPE_START + minute * 60},${Math.max(0, Math.round(rate(minute * 60)))}\n`;
  });
  return `timestamp_seconds,value\n${rows.join('')}`;
}
