import { expect, it } from 'vitest';
import { endlessThresholds } from '../../../src/core/endless-thresholds.ts';
import { evaluate } from '../../../src/core/evaluate/evaluate.ts';
import { remember } from '../../../src/core/evaluate/remember.ts';
import {
  history,
  MINUTE,
  metric,
  observation,
  policy,
  T0,
  thresholds,
  value,
} from '../../support/builders.ts';

const held = policy({ metrics: [metric({ rule: thresholds({ up: { value: 70, forMs: MINUTE } }) })] });

/** Whether the service ever goes up when a tick comes so often and CPU is always over its threshold. */
function everGoesUp(intervalMs: number): boolean {
  let past = history();
  for (let i = 0; i < 50; i += 1) {
    const now = T0 + i * intervalMs;
    const seen = observation(2, { cpu: value(90, now) });
    const evaluation = evaluate(held, seen, past, now);
    if (evaluation.decision.action === 'scale-up') return true;
    past = remember(held, seen, past, evaluation, now);
  }
  return false;
}

it.each([15_000, 90_000, 90_001, 600_000])(
  'warns of what never comes, and only of that: a tick every %i ms',
  (ms) => {
    expect(endlessThresholds(held, ms).length > 0).toBe(!everGoesUp(ms));
  },
);

it('says what to do', () => {
  expect(endlessThresholds(held, 2 * MINUTE)).toEqual([
    'shop/web: "for" of metric cpu never ends: a tick comes every 2 min, and what was seen 1 min 30 s ago no longer counts; raise its maxAge, or tick more often with --interval',
  ]);
});
