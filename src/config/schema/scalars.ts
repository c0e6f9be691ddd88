import { z } from 'zod';
import type { Step } from '../../core/policy.ts';
import type { ReplicaPrice } from '../../core/price.ts';
import { DURATION, durationText, MAX_DURATION_MS, parseDuration } from '../duration.ts';
import { PERCENT, parsePercent } from '../percent.ts';
import { parseSize, SIZE } from '../size.ts';

/** A schema for text whose failures, whatever they are, read as the one predicate `error`. */
export function text(error: string): z.ZodString {
  return z.string({ error });
}

/** Text that matches `pattern`; `error` is a predicate such as `must be …`. */
export function matching(pattern: RegExp, error: string): z.ZodString {
  return text(error).regex(pattern, { error });
}

/** A duration such as `30s`, read as milliseconds, from `leastMs` to seven days. */
export function duration(leastMs = 0) {
  const least = leastMs > 0 ? ` of at least ${durationText(leastMs)}` : '';
  const error = `must be a duration${least} such as 30s, 5m or 1h30m, at most ${durationText(MAX_DURATION_MS)}`;
  return matching(DURATION, error).transform((value, context): number => {
    const ms = parseDuration(value);
    if (ms !== undefined && ms >= leastMs) return ms;
    context.addIssue({ code: 'custom', message: error, input: value });
    return z.NEVER;
  });
}

/** A percentage such as `10%`, read as its number, from `least` to `most`. */
export function percent(least = 0, most = 1000) {
  const error = `must be a percentage such as 10%, from ${least}% to ${most}%`;
  return matching(PERCENT, error).transform((value, context): number => {
    const number = parsePercent(value);
    if (number !== undefined && number >= least && number <= most) return number;
    context.addIssue({ code: 'custom', message: error, input: value });
    return z.NEVER;
  });
}

/** A size such as `100MB`, read as bytes. */
export function size() {
  const error = 'must be a size such as 512KB, 100MB or 1GB';
  return matching(SIZE, error).transform((value, context): number => {
    const bytes = parseSize(value);
    if (bytes !== undefined) return bytes;
    context.addIssue({ code: 'custom', message: error, input: value });
    return z.NEVER;
  });
}

const PRICE = /^(\d{1,9}(?:\.\d{1,9})?) ?([A-Z]{3})$/;

/** An amount with its currency such as `0.042 EUR`, as the price of a replica-hour. */
export function price() {
  return matching(PRICE, 'must be an amount with its currency such as 0.042 EUR').transform(
    (value): ReplicaPrice => {
      const [, amount, currency = ''] = PRICE.exec(value) ?? [];
      return { perHour: Number(amount), currency };
    },
  );
}

/** A whole number from `least` to `most`; `what` says of what. */
export function whole(what: string, least: number, most: number) {
  const error = `must be ${what} from ${least} to ${most}`;
  return z.number({ error }).int({ error }).min(least, { error }).max(most, { error });
}

/** A number of replicas from `least` up to the most one host is trusted with. */
export function replicas(least: number) {
  return whole('a whole number of replicas', least, 1000);
}

/** A change of the replica count, in replicas or in percent of the current count. */
export const step = z.union(
  [
    replicas(1).transform((value): Step => ({ kind: 'replicas', replicas: value })),
    percent(1, 1000).transform((value): Step => ({ kind: 'percent', percent: value })),
  ],
  { error: 'must be a whole number of replicas of at least 1, or a percentage such as 50%' },
);
