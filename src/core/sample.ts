import type { ErrorCode } from './errors.ts';

/**
 * What a metric source answered. Never a bare number, so that "no data" can never be read as 0.
 * `at` is when the source measured it, in epoch milliseconds.
 */
export type Sample =
  | { readonly kind: 'value'; readonly value: number; readonly at: number }
  | { readonly kind: 'empty' }
  | { readonly kind: 'stale'; readonly value: number; readonly at: number }
  | { readonly kind: 'not-a-number'; readonly text: string }
  | { readonly kind: 'error'; readonly code: ErrorCode; readonly message: string };

/** The kinds of sample that carry no usable number. */
export type MissingKind = Exclude<Sample['kind'], 'value'>;

/**
 * A raw reading as a typed sample: not finite is `not-a-number`, older than `maxAgeMs` is `stale`.
 * `at` and `now` are epoch milliseconds.
 */
export function sampleOf(value: number, at: number, now: number, maxAgeMs: number): Sample {
  if (!Number.isFinite(value)) return { kind: 'not-a-number', text: String(value) };
  if (now - at > maxAgeMs) return { kind: 'stale', value, at };
  return { kind: 'value', value, at };
}
