import type { History } from '../history.ts';
import type { Policy } from '../policy.ts';
import type { RecordedValue } from '../ports.ts';
import type { Sample } from '../sample.ts';
import { targetsAfter } from './learned-target.ts';

/** The metrics that a policy's learned targets rest on: those that have one, and those that tell it. */
export function metricsOfTargets({ metrics }: Policy): readonly string[] {
  return [...new Set(metrics.flatMap(({ name, rule }) => (rule.kind === 'learned' ? [name, rule.by] : [])))];
}

/**
 * The learned targets that a recorded past tells, as if it had been seen tick by tick; undefined when it tells none.
 * `recorded` is by metric name, at the same times as `ready`; oldest first.
 */
export function targetsFromPast(
  policy: Policy,
  recorded: ReadonlyMap<string, readonly RecordedValue[]>,
  ready: readonly RecordedValue[],
): History['targets'] {
  const byTime = new Map(
    [...recorded].map(([name, values]) => [name, new Map(values.map(({ at, value }) => [at, value]))]),
  );
  let past: Pick<History, 'targets' | 'servedAlready'> = {};
  for (const { at, value: replicas } of ready) {
    const samples = new Map<string, Sample>();
    for (const [name, values] of byTime) {
      const value = values.get(at);
      if (value !== undefined) samples.set(name, { kind: 'value', value, at });
    }
    const seen = { replicas: { current: replicas, ready: replicas }, samples, activeSchedules: [] };
    const targets = targetsAfter(policy, seen, past);
    past = { servedAlready: replicas, ...(targets && { targets }) };
  }
  return past.targets;
}
