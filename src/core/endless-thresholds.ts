import { formatDuration } from './format.ts';
import { type Policy, serviceKey } from './policy.ts';

/** Sentences on metrics with a threshold that never holds for long enough, because ticks are further apart than its samples may be old. */
export function endlessThresholds({ ref, metrics }: Policy, intervalMs: number): readonly string[] {
  return metrics.flatMap(({ name, maxAgeMs, rule }) => {
    const isHeld = rule.kind === 'thresholds' && [rule.up, rule.down].some((side) => (side?.forMs ?? 0) > 0);
    if (!isHeld || intervalMs <= maxAgeMs) return [];
    const why = `a tick comes every ${formatDuration(intervalMs)}, and what was seen ${formatDuration(maxAgeMs)} ago no longer counts`;
    return `${serviceKey(ref)}: "for" of metric ${name} never ends: ${why}; raise its maxAge, or tick more often with --interval`;
  });
}
