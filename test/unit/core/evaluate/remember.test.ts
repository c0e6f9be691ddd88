import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../src/core/evaluate/evaluate.ts';
import { remember, rememberAction, rememberFailure } from '../../../../src/core/evaluate/remember.ts';
import type { History } from '../../../../src/core/history.ts';
import type { Observation } from '../../../../src/core/observation.ts';
import type { Policy } from '../../../../src/core/policy.ts';
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

function next(rules: Policy, seen: Observation, before: History, seconds = 0): History {
  const now = T0 + seconds * SECOND;
  return remember(rules, seen, before, evaluate(rules, seen, before, now), now);
}

describe('streaks', () => {
  const rules = policy({ metrics: [metric({ maxAgeMs: 20 * SECOND }), requests({ rule: target(100) })] });
  const past = (cpu: Parameters<typeof observation>[1], before: History, seconds: number) =>
    next(rules, observation(4, cpu), before, seconds).streaks;

  it('begin, go on and end', () => {
    const first = next(rules, observation(4, { cpu: 82 }), history());
    expect(first.streaks).toEqual({ cpu: { up: { since: T0, last: T0 } } });
    const second = next(rules, observation(4, { cpu: 90 }), first, 10);
    expect(second.streaks).toEqual({ cpu: { up: { since: T0, last: T0 + 10 * SECOND } } });
    expect(past({ cpu: 70 }, second, 20)).toEqual({ cpu: {} });
    const third = { down: { since: T0 + 20 * SECOND, last: T0 + 20 * SECOND } };
    expect(past({ cpu: 20 }, second, 20)).toEqual({ cpu: third });
  });

  it('outlive missing samples for as long as a sample may be old, and not longer', () => {
    const first = next(rules, observation(4, { cpu: 82 }), history());
    const blind = next(rules, observation(4, { cpu: MISSING.error }), first, 10);
    expect(blind.streaks).toEqual(first.streaks);
    expect(past({ cpu: 82 }, blind, 20).cpu?.up?.since).toBe(T0);
    expect(past({ cpu: 82 }, blind, 21).cpu?.up?.since).toBe(T0 + 21 * SECOND);
  });

  it('of metrics that left the policy are forgotten', () => {
    const first = next(rules, observation(4, { cpu: 82 }), history());
    expect(next(policy(), observation(4), first).streaks).toEqual({});
  });
});

describe('recommendations', () => {
  const rules = policy({
    metrics: [requests({ rule: target(100, 0) })],
    stabilization: { upMs: 0, downMs: MINUTE },
  });
  const run = (from: number, until: number, replicas: number) => ({
    at: T0 + from * SECOND,
    until: T0 + until * SECOND,
    replicas,
  });
  const watch = (before: History, load: number, seconds: number) =>
    next(rules, observation(4, { requests: load }), before, seconds);

  it('are kept as runs, down to one from before the window', () => {
    let kept = history();
    for (let seconds = 0; seconds <= 100; seconds += 10)
      kept = watch(kept, seconds < 50 ? 300 : 100, seconds);
    expect(kept.recommendations).toEqual([run(0, 40, 3), run(50, 100, 1)]);
    expect(watch(kept, 200, 110).recommendations).toEqual([run(0, 40, 3), run(50, 100, 1), run(110, 110, 2)]);
    expect(watch(kept, 200, 155).recommendations).toEqual([run(0, 40, 3), run(50, 100, 1), run(155, 155, 2)]);
    const later = watch(watch(kept, 200, 110), 200, 165);
    expect(later.recommendations).toEqual([run(50, 100, 1), run(110, 165, 2)]);
  });

  it('start anew after an outage longer than the window', () => {
    const before = history({ recommendations: [run(0, 40, 3)] });
    expect(watch(before, 100, 100).recommendations).toEqual([run(0, 40, 3), run(100, 100, 1)]);
    expect(watch(before, 100, 101).recommendations).toEqual([run(101, 101, 1)]);
  });

  it('do not grow for ever', () => {
    let kept = history();
    for (let seconds = 0; seconds < 600; seconds += 5) kept = watch(kept, 100 + (seconds % 300), seconds);
    expect(kept.recommendations.length).toBeLessThanOrEqual(MINUTE / (5 * SECOND) + 2);
  });

  it('are not kept without a window', () => {
    const instant = policy({ ...rules, stabilization: { upMs: 0, downMs: 0 } });
    expect(next(instant, observation(4, { requests: 100 }), history()).recommendations).toEqual([]);
  });
});

describe('actions', () => {
  const action = (secondsAgo: number) => ({ at: T0 - secondsAgo * SECOND, from: 2, to: 3 });

  it('are kept for the longest cooldown or rate-limit period', () => {
    const rules = policy({
      cooldown: { upMs: 30 * SECOND, downMs: 60 * SECOND },
      rateLimit: { up: [], down: [{ step: { kind: 'replicas', replicas: 1 }, periodMs: 90 * SECOND }] },
    });
    const before = history({ actions: [action(91), action(90), action(1)] });
    expect(next(rules, observation(4), before).actions).toEqual([action(90), action(1)]);
    expect(next(policy(), observation(4), before).actions).toEqual([]);
    expect(next(policy({ actionsPerHour: 3 }), observation(4), before).actions).toEqual(before.actions);
  });

  it('end failures and set what is desired', () => {
    const before = history({ failures: { count: 2, lastAt: T0, message: 'E_UNHEALTHY: sick' }, desired: 2 });
    expect(rememberAction(before, { at: T0, from: 2, to: 5 })).toEqual(
      history({ actions: [{ at: T0, from: 2, to: 5 }], desired: 5 }),
    );
  });

  it('start no cooldown when nothing changed', () => {
    expect(rememberAction(history(), { at: T0, from: 2, to: 2 }).actions).toEqual([]);
  });
});

describe('an override', () => {
  const rules = policy({ min: 2, max: 10 });
  const forced = rememberAction(history(), { at: T0, from: 4, to: 12 }, { override: 12 });

  it('is set by the action it came with and ended by the next', () => {
    expect(forced.override).toBe(12);
    expect(rememberAction(forced, { at: T0, from: 12, to: 5 })).not.toHaveProperty('override');
    expect(rememberAction(forced, { at: T0, from: 12, to: 1 }, { override: 1 }).override).toBe(1);
  });

  it('lasts while it is the current count, and while the service is left alone', () => {
    expect(next(rules, observation(12), forced).override).toBe(12);
    const suspension = { code: 'SETTLING', message: 'the count is changing' } as const;
    expect(next(rules, observation(11, {}, { suspension }), forced).override).toBe(12);
    expect(next(rules, observation(5), forced)).not.toHaveProperty('override');
  });
});

describe('the desired count', () => {
  const rules = (rule: 'adopt' | 'restore' | 'hold', max = 10) =>
    policy({ max, drift: { increased: rule, decreased: rule } });

  it('is what is there on first sight', () => {
    expect(next(rules('restore'), observation(3), history()).desired).toBe(3);
  });

  it('follows a drift only when that is adopted', () => {
    expect(next(rules('adopt'), observation(6), history({ desired: 4 })).desired).toBe(6);
    expect(next(rules('restore'), observation(6), history({ desired: 4 })).desired).toBe(4);
    expect(next(rules('hold'), observation(6), history({ desired: 4 })).desired).toBe(4);
  });

  it('follows the bounds', () => {
    expect(next(rules('restore', 5), observation(5), history({ desired: 8 })).desired).toBe(5);
  });

  it('stays as it was while the service is left alone', () => {
    const suspension = { code: 'ACTION_IN_PROGRESS', message: 'scaling from 4 to 6 is under way' } as const;
    const seen = observation(5, {}, { suspension });
    expect(next(rules('adopt'), seen, history({ desired: 4 })).desired).toBe(4);
    expect(next(rules('adopt'), seen, history())).not.toHaveProperty('desired');
  });
});

describe('failures', () => {
  it('are counted in a row, with the count they left', () => {
    const once = rememberFailure(history({ desired: 5 }), T0, 'E_UNHEALTHY: sick', 2);
    expect(once.failures).toEqual({ count: 1, lastAt: T0, message: 'E_UNHEALTHY: sick' });
    expect(once.desired).toBe(2);
    const twice = rememberFailure(once, T0 + MINUTE, 'E_IMAGE_GONE: gone', 2);
    expect(twice.failures).toEqual({ count: 2, lastAt: T0 + MINUTE, message: 'E_IMAGE_GONE: gone' });
  });

  it('of long ago do not count', () => {
    const once = rememberFailure(history(), T0, 'E_UNHEALTHY: sick', 2);
    expect(rememberFailure(once, T0 + 10 * MINUTE, 'E_UNHEALTHY: sick', 2).failures?.count).toBe(2);
    expect(rememberFailure(once, T0 + 10 * MINUTE + 1, 'E_UNHEALTHY: sick', 2).failures?.count).toBe(1);
  });
});
