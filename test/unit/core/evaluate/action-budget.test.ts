import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionBudget } from '../../../../src/core/evaluate/action-budget.ts';
import { rememberAction } from '../../../../src/core/evaluate/remember.ts';
import { tick } from '../../../../src/core/evaluate/tick.ts';
import {
  history,
  MINUTE,
  observation,
  policy,
  requests,
  T0,
  target,
  value,
} from '../../../support/builders.ts';
import { through } from '../../../support/stage-context.ts';

const HOUR = 60 * MINUTE;

/** What becomes of a wanted count from four, with scalings so many minutes ago. */
function budgeted(actionsPerHour: number | undefined, wanted: number, ...minutesAgo: readonly number[]) {
  return through(actionBudget, wanted, {
    policy: policy(actionsPerHour === undefined ? {} : { actionsPerHour }),
    history: history({ actions: minutesAgo.map((ago) => ({ at: T0 - ago * MINUTE, from: 1, to: 2 })) }),
  });
}

describe('a budget of actions', () => {
  it('lets scale-downs through until it is spent', () => {
    expect(budgeted(3, 2, 50, 10)).toEqual([2]);
    expect(budgeted(undefined, 2, 50, 10, 5)).toEqual([2]);
  });

  it('holds them then, and says when the next is free', () => {
    const spent = (count: number, of: number, free: string) =>
      `ACTION_BUDGET_SPENT: ${count} scalings in the last hour spent the budget of ${of}; the next scale-down is free in ${free}`;
    expect(budgeted(3, 2, 50, 20, 10)).toEqual([4, spent(3, 3, '10 min')]);
    expect(budgeted(2, 2, 50, 20, 10)).toEqual([4, spent(3, 2, '40 min')]);
    expect(budgeted(1, 3, 45)).toEqual([
      4,
      'ACTION_BUDGET_SPENT: 1 scaling in the last hour spent the budget of 1; the next scale-down is free in 15 min',
    ]);
  });

  it('frees what is an hour ago', () => {
    expect(budgeted(3, 2, 60, 20, 10)).toEqual([2]);
  });

  it('never holds a scale-up', () => {
    expect(budgeted(1, 9, 50, 20, 10)).toEqual([9]);
  });
});

it('allows at most so many scale-downs within any hour, and no less capacity than is asked for', () => {
  const loads = fc.array(fc.nat(400), { minLength: 100, maxLength: 150 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), loads, (actionsPerHour, minutes) => {
      const of = policy({ metrics: [requests({ rule: target(50, 0) })], actionsPerHour });
      let past = history();
      let current = 1;
      const downs: number[] = [];
      for (const [minute, load] of minutes.entries()) {
        const now = T0 + minute * MINUTE;
        const seen = observation(current, { requests: value(load, now) });
        const { decision, history: next } = tick(of, seen, past, now);
        const { from, to } = decision;
        past = to === from ? next : rememberAction(next, { at: now, from, to });
        current = to;
        if (to < from) downs.push(now);
        expect(current).toBeGreaterThanOrEqual(Math.max(1, Math.ceil(load / 50)));
      }
      for (const start of downs)
        expect(downs.filter((at) => at >= start && at < start + HOUR).length).toBeLessThanOrEqual(
          actionsPerHour,
        );
    }),
    { numRuns: 100 },
  );
});
