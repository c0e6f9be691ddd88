import { describe, expect, it } from 'vitest';
import { counterfactualOf } from '../../../../src/core/counterfactual/counterfactual.ts';
import { evaluate } from '../../../../src/core/evaluate/evaluate.ts';
import type { Inputs } from '../../../../src/core/situation.ts';
import {
  history,
  MINUTE,
  MISSING,
  metric,
  observation,
  policy,
  requests,
  SECOND,
  T0,
  target,
} from '../../../support/builders.ts';

function otherwise(inputs: Omit<Inputs, 'now'>) {
  const all = { ...inputs, now: T0 };
  const { decision } = evaluate(all.policy, all.observation, all.history, T0);
  const found = counterfactualOf(decision, all, 5 * SECOND);
  if (found === undefined) throw new Error('the decision does not come again');
  return { decision, ...found };
}

const both = policy({ min: 2, max: 6, metrics: [metric(), requests({ rule: target(31, 0) })] });

describe('what would have changed', () => {
  it('a scale-up: the metric that asked, and what would have asked for more', () => {
    const found = otherwise({
      policy: both,
      observation: observation(3, { cpu: 50, requests: 120 }),
      history: history(),
    });
    expect(found.decision.to).toBe(4);
    expect(found.metrics).toEqual([
      {
        metric: 'requests',
        direction: 'up',
        isMissing: false,
        last: 124,
        first: 124.001,
        prospect: { to: 5, afterMs: 0 },
      },
      {
        metric: 'requests',
        direction: 'down',
        isMissing: false,
        last: 93.0001,
        first: 93,
        prospect: { to: 3, afterMs: 0 },
      },
    ]);
  });

  it('a hold in a cooldown: it ends, unless what asks is less by then', () => {
    const found = otherwise({
      policy: { ...both, cooldown: { upMs: MINUTE, downMs: 0 } },
      observation: observation(3, { cpu: 82, requests: 80 }),
      history: history({ actions: [{ at: T0 - 48 * SECOND, from: 2, to: 3 }] }),
    });
    expect(found.decision.reasons.at(-1)?.code).toBe('UP_COOLDOWN');
    expect(found.unchanged).toEqual({ to: 4, afterMs: 15 * SECOND });
    expect(found.metrics).toContainEqual({
      ...{ metric: 'cpu', direction: 'down', isMissing: false, last: 70.0001, first: 70 },
      prospect: { to: 3, afterMs: 0 },
    });
  });

  it('a hold for want of data: what the missing metric would have let through', () => {
    const found = otherwise({
      policy: both,
      observation: observation(4, { cpu: MISSING.empty, requests: 40 }),
      history: history(),
    });
    expect(found.decision.reasons.at(-1)?.code).toBe('MISSING_DATA_HOLD');
    expect(found.metrics).toContainEqual({
      ...{ metric: 'cpu', direction: 'down', isMissing: true, last: 30, first: 29.9999 },
      prospect: { to: 3, afterMs: 0 },
    });
  });

  it('a step up by the rule for missing data: a value', () => {
    const up = { whenUp: 'up', otherwise: 'up' } as const;
    const rules = { empty: up, stale: up, 'not-a-number': up, error: up };
    const found = otherwise({
      policy: { ...both, missingData: { rules, floor: 2 } },
      observation: observation(4, { cpu: MISSING.empty, requests: 120 }),
      history: history(),
    });
    expect(found.decision.to).toBe(5);
    expect(found.calm).toEqual([{ metric: 'cpu', value: 50, prospect: { to: 4, afterMs: 0 } }]);
  });

  it('a hold after a burst: it ends', () => {
    const burst = { metric: 'requests', threshold: 2, windowMs: 15 * SECOND, lastsMs: MINUTE };
    const found = otherwise({
      policy: { ...both, burst },
      observation: observation(5, { cpu: 20, requests: 80 }),
      history: history({ burst: { seenAt: T0 - 20 * SECOND, values: [] } }),
    });
    expect(found.decision.reasons.at(-1)?.code).toBe('BURST_HOLD');
    expect(found.unchanged).toEqual({ to: 4, afterMs: 40 * SECOND });
  });

  it('a hold with the budget of actions spent: when it is free, or what would come without it', () => {
    const scaledAgo = (...minutes: readonly number[]) =>
      otherwise({
        policy: { ...both, actionsPerHour: 2 },
        observation: observation(5, { cpu: 20, requests: 80 }),
        history: history({ actions: minutes.map((ago) => ({ at: T0 - ago * MINUTE, from: 4, to: 5 })) }),
      });
    expect(scaledAgo(50, 10).decision.reasons.at(-1)?.code).toBe('ACTION_BUDGET_SPENT');
    expect(scaledAgo(50, 10).unchanged).toMatchObject({ to: 4 });
    expect(scaledAgo(20, 10)).toMatchObject({
      unchanged: { to: 5 },
      without: [
        {
          code: 'ACTION_BUDGET_SPENT',
          what: 'without the budget of actions',
          prospect: { to: 4, afterMs: 0 },
        },
      ],
    });
  });

  it('a hold at the max: as much as is asked for', () => {
    const found = otherwise({
      policy: both,
      observation: observation(6, { cpu: 50, requests: 300 }),
      history: history(),
    });
    expect(found.without).toEqual([
      { code: 'AT_MAX', what: 'with a max of 10', prospect: { to: 10, afterMs: 0 } },
    ]);
  });

  it('a hold by temporary bounds: what the policy’s own would have let through', () => {
    const bounds = { max: 3, since: T0, until: T0 + MINUTE, by: 'kim' };
    const found = otherwise({
      policy: { ...both, max: 3, control: { bounds, own: { min: 2, max: 6 } } },
      observation: observation(3, { cpu: 50, requests: 120 }),
      history: history(),
    });
    expect(found.without).toEqual([
      { code: 'TEMPORARY_MAX', what: 'without the temporary bounds', prospect: { to: 4, afterMs: 0 } },
    ]);
  });
});
