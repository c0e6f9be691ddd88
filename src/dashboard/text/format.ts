import type { Money } from '../api/types.ts';

/** A number with as many digits as help. */
export function formatNumber(value: number, locale: string): string {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString(locale, { maximumFractionDigits: digits });
}

/** Money as people write it, with more digits where it is little. */
export function formatMoney({ amount, currency }: Money, locale: string): string {
  const digits = amount !== 0 && Math.abs(amount) < 1 ? { maximumSignificantDigits: 2 } : {};
  return amount.toLocaleString(locale, { style: 'currency', currency, ...digits });
}

/** A time span in its largest unit: `42 s`, `3 min`, `5 h`, `2 d`. */
export function formatSpan(ms: number, locale: string): string {
  const seconds = Math.max(0, ms) / 1000;
  const [value, unit] =
    seconds < 10 && !Number.isInteger(seconds)
      ? [Math.round(seconds * 10) / 10, 'second']
      : seconds < 100
        ? [Math.round(seconds), 'second']
        : seconds < 6000
          ? [Math.round(seconds / 60), 'minute']
          : seconds < 172_800
            ? [Math.round(seconds / 3600), 'hour']
            : [Math.round(seconds / 86_400), 'day'];
  return value.toLocaleString(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  });
}

const CLOCKS = {
  minutes: { hour: '2-digit', minute: '2-digit', hour12: false },
  seconds: { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false },
} as const;

/** The time of day. `at` in epoch milliseconds. */
export function clockOf(at: number, locale: string, precision: keyof typeof CLOCKS): string {
  return new Date(at).toLocaleTimeString(locale, CLOCKS[precision]);
}

/** The time of day, with the day when it is another than today. */
export function formatTime(iso: string, now: number, locale: string): string {
  const time = new Date(iso);
  const isToday = time.toDateString() === new Date(now).toDateString();
  if (isToday) return clockOf(time.getTime(), locale, 'seconds');
  return time.toLocaleString(locale, { month: 'short', day: 'numeric', ...CLOCKS.seconds });
}
