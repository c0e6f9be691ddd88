/**
 * A number for people: `digits` significant ones (3 unless told), more where it has more before the point; no trailing
 * zeros, and below 10²¹ no exponent.
 */
export function formatNumber(value: number, digits = 3): string {
  if (value === 0) return '0';
  const decimals = digits - 1 - Math.floor(Math.log10(Math.abs(value)));
  const text = value.toFixed(Math.min(100, Math.max(0, decimals)));
  return text.includes('.') ? text.replace(/\.?0+$/, '').replace(/^-0$/, '0') : text;
}

/** A value with its unit: `82 %`, `120 req/s`, `4`. */
export function formatValue(value: number, unit: string): string {
  return withUnit(formatNumber(value), unit);
}

/** A configured number with its unit, as it was written. */
export function formatLimit(value: number, unit: string): string {
  return withUnit(formatNumber(value, 15), unit);
}

/** A value with its unit, in as many digits as show on which side of `limit` it is: 70.04 beside 70 is `70.04 %`. */
export function formatValueBeside(value: number, limit: number, unit: string): string {
  const side = Math.sign(value - limit);
  const digits = [3, 4, 5, 6, 9, 12, 15].find(
    (count) => Math.sign(Number(formatNumber(value, count)) - limit) === side,
  );
  return withUnit(formatNumber(value, digits ?? 17), unit);
}

function withUnit(text: string, unit: string): string {
  return unit === '' ? text : `${text} ${unit.trim()}`;
}

/** A duration in milliseconds for people: `800 ms`, `12 s`, `1 min 30 s`, `2 h 5 min`. */
export function formatDuration(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  if (whole < 1000) return `${whole} ms`;
  const seconds = Math.round(whole / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** A time of day for people at `now`, both epoch milliseconds: `18:00 UTC`, on another day `2026-01-05 18:00 UTC`. */
export function formatTime(at: number, now: number): string {
  const text = new Date(at).toISOString();
  const [day = '', time = ''] = text.split('T');
  const isToday = day === new Date(now).toISOString().split('T')[0];
  return `${isToday ? '' : `${day} `}${time.slice(0, 5)} UTC`;
}

/** `1 replica`, `3 replicas`. */
export function formatReplicas(count: number): string {
  return count === 1 ? '1 replica' : `${count} replicas`;
}
