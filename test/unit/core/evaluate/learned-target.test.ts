import { expect, it } from 'vitest';
import { describe as sentence } from '../../../../src/core/decision.ts';
import { evaluate } from '../../../../src/core/evaluate/evaluate.ts';
import { remember } from '../../../../src/core/evaluate/remember.ts';
import type { History } from '../../../../src/core/history.ts';
import {
  history,
  metric,
  observation,
  policy,
  requests,
  SECOND,
  T0,
  target,
} from '../../../support/builders.ts';

const rules = policy({
  max: 100,
  metrics: [
    metric({ rule: target(75, 0.1) }),
    requests({ unit: ' req/s', rule: { kind: 'learned', by: 'cpu', tolerance: 0.1 } }),
  ],
});

/** What is known after these ticks of replicas, CPU and requests, and what the last one decided. */
function after(...ticks: readonly (readonly [number, number, number])[]) {
  let known: History = history();
  let said = '';
  for (const [tick, [replicas, cpu, rps]] of ticks.entries()) {
    const now = T0 + 15 * SECOND * tick;
    const seen = observation(replicas, { cpu, requests: rps });
    const evaluation = evaluate(rules, seen, known, now);
    said = sentence(evaluation.decision);
    known = remember(rules, seen, known, evaluation, now);
  }
  return { target: known.targets?.requests, said };
}

it('learns what a replica has while the other metric is at its target', () => {
  expect(after([4, 60, 96], [4, 60, 96]).target).toBeCloseTo(30);
});

it('decides with it, and says where it comes from', () => {
  expect(after([4, 60, 96], [4, 60, 96], [4, 100, 900]).said).toBe(
    'up from 4 to 30: cpu is 100 % (target 75 %) and requests is 225 req/s per replica (target 30 req/s as learned from cpu)',
  );
});

it('has no say before that', () => {
  expect(after([4, 70, 96]).said).toBe(
    'held at 4: cpu is 70 % (target 75 %) and requests is 96 req/s (its target is still being learned)',
  );
});

it.each([
  ['is idle', [4, 8, 12]],
  ['is at its end', [4, 100, 700]],
  ['has other replicas than a tick ago', [5, 40, 500]],
  ['has no requests', [4, 40, 0]],
] as const)('learns nothing while the service %s', (_, tick) => {
  expect(after([4, 60, 96], [4, 60, 96], tick).target).toBeCloseTo(30);
});

it('follows when requests get heavier, bit by bit', () => {
  const heavier = Array.from({ length: 300 }, () => [4, 60, 48] as const);
  expect(after([4, 60, 96], [4, 60, 96], [4, 60, 48]).target).toBeCloseTo(29.7);
  expect(after([4, 60, 96], [4, 60, 96], ...heavier).target).toBeCloseTo(15, 1);
});
