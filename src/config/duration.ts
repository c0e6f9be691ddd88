import { type Path, valueAt } from './places.ts';

const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;
/** What a duration looks like. */
export const DURATION = /^(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** The longest duration a policy or setting may name, in milliseconds: seven days. */
export const MAX_DURATION_MS = 7 * UNITS.d;

/**
 * Milliseconds of a duration such as `500ms`, `30s`, `1m30s`, `2h` or `1d`: whole numbers, units from the
 * largest down, at most seven days. Undefined when the text is no such duration.
 */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (match === null) return undefined;
  const [, d = '0', h = '0', m = '0', s = '0', ms = '0'] = match;
  const total =
    Number(d) * UNITS.d + Number(h) * UNITS.h + Number(m) * UNITS.m + Number(s) * UNITS.s + Number(ms);
  return total <= MAX_DURATION_MS ? total : undefined;
}

/** The shortest text that `parseDuration` reads back as `ms`; `0s` for zero. `ms` is a whole number. */
export function durationText(ms: number): string {
  let rest = ms;
  let text = '';
  for (const [unit, size] of Object.entries(UNITS)) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text === '' ? '0s' : text;
}

/** Milliseconds of the duration at `path` in plain data; undefined when none is there. */
export function durationAt(root: unknown, path: Path): number | undefined {
  const value = valueAt(root, path);
  return typeof value === 'string' ? parseDuration(value) : undefined;
}
