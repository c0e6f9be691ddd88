import { describe, expect, it } from 'vitest';
import { driftOf } from '../../../../src/core/evaluate/drift.ts';
import { history, observation, policy } from '../../../support/builders.ts';
import { written } from '../../../support/stage-context.ts';

function drift(
  desired: number | undefined,
  current: number,
  increased: 'adopt' | 'restore' | 'hold',
  decreased: 'adopt' | 'restore' | 'hold',
) {
  const found = driftOf({
    policy: policy({ min: 2, max: 10, drift: { increased, decreased } }),
    observation: observation(current),
    history: history(desired === undefined ? {} : { desired }),
  });
  return found && { rule: found.rule, desired: found.desired, reason: written(found.reason) };
}

describe('drift', () => {
  it('is none on first sight, and none while the count is as it was left', () => {
    expect(drift(undefined, 4, 'restore', 'restore')).toBeUndefined();
    expect(drift(4, 4, 'restore', 'restore')).toBeUndefined();
  });

  it('follows the rule of its direction', () => {
    expect(drift(4, 6, 'adopt', 'restore')).toEqual({
      rule: 'adopt',
      desired: 4,
      reason: 'DRIFT_ADOPTED: the count went from 4 to 6 without this controller, which is taken over',
    });
    expect(drift(4, 3, 'adopt', 'restore')).toEqual({
      rule: 'restore',
      desired: 4,
      reason: 'DRIFT_RESTORED: the count went from 4 to 3 without this controller, which is put back',
    });
    expect(drift(4, 6, 'hold', 'restore')).toEqual({
      rule: 'hold',
      desired: 4,
      reason:
        'DRIFT_HELD: the count went from 4 to 6 without this controller, which is left until somebody scales',
    });
  });

  it('does not promise to leave a count outside the bounds', () => {
    expect(drift(4, 12, 'hold', 'hold')?.reason).toBe(
      'DRIFT_HELD: the count went from 4 to 12 without this controller',
    );
  });

  it('is none when the bounds have since cut the count that was left', () => {
    expect(drift(12, 10, 'restore', 'restore')).toBeUndefined();
    expect(drift(1, 2, 'restore', 'restore')).toBeUndefined();
    expect(drift(12, 9, 'restore', 'restore')?.rule).toBe('restore');
  });
});
