import { describe, expect, it } from 'vitest';
import type { Plan, PlanStep } from '../../../src/core/plan.ts';
import { planScaling } from '../../../src/core/planner.ts';
import { planRecovery } from '../../../src/core/recovery.ts';
import { isRunning, type Replica } from '../../../src/core/replica.ts';
import { replica } from '../../support/builders.ts';
import { chainsOf, planInput } from '../../support/plans.ts';

/** The plan that was cut short. */
function open(before: readonly Replica[], to: number, atomic = false): Plan {
  const plan = planScaling(before.filter(isRunning).length, to, planInput(before, { atomic }));
  if (plan === undefined) throw new Error('there must be something to do');
  return plan;
}

/** The finished steps of a plan, by chain: how many of each. */
function done(plan: Plan, ...finished: readonly number[]): readonly PlanStep[] {
  return plan.chains.flatMap((steps, i) => steps.slice(0, finished[i] ?? 0));
}

const ONE = [replica(1)];
const THREE = [replica(1), replica(2), replica(3)];

describe('an up plan that was cut short', () => {
  it('is carried on for new replicas that are not ready yet', () => {
    const plan = open(ONE, 4);
    const left = [
      replica(1),
      replica(2),
      replica(3, { state: 'starting' }),
      replica(4, { state: 'created' }),
    ];
    const recovery = planRecovery(plan, done(plan, 4, 2, 1), planInput(left));
    expect(recovery).toMatchObject({ direction: 'up', from: 3, to: 4, atomic: false });
    expect(chainsOf(recovery)).toEqual([
      'create 3, start 3, await-ready 3, join-balancer 3',
      'create 4, start 4, await-ready 4, join-balancer 4',
    ]);
  });

  it('forgets what was never begun', () => {
    const plan = open(ONE, 3);
    expect(planRecovery(plan, [], planInput(ONE))).toBeUndefined();
    const startsExisting = open([replica(1), replica(2, { state: 'created' })], 2);
    expect(
      planRecovery(startsExisting, [], planInput([replica(1), replica(2, { state: 'created' })])),
    ).toBeUndefined();
  });

  it('has nothing to do when all were ready', () => {
    const plan = open(ONE, 3);
    expect(planRecovery(plan, done(plan, 3, 4), planInput(THREE))).toBeUndefined();
  });

  it('is taken back when it was all or nothing', () => {
    const plan = open(ONE, 3, true);
    const left = [replica(1), replica(2), replica(3, { state: 'created' })];
    const recovery = planRecovery(plan, done(plan, 4, 1), planInput(left));
    expect(recovery).toMatchObject({ direction: 'down', from: 2, to: 1 });
    expect(chainsOf(recovery)).toEqual(['drain 2, leave-balancer 2, stop 2, remove 2', 'remove 3']);
  });

  it('is kept when it was all or nothing and all were ready', () => {
    const plan = open(ONE, 3, true);
    expect(planRecovery(plan, done(plan, 4, 3), planInput(THREE))).toBeUndefined();
  });

  it('stops, but does not remove, a replica that was there before', () => {
    const before = [replica(1), replica(2, { state: 'exited' })];
    const plan = open(before, 3, true);
    const recovery = planRecovery(plan, done(plan, 1), planInput([replica(1), replica(2)]));
    expect(chainsOf(recovery)).toEqual(['drain 2, leave-balancer 2, stop 2']);
  });
});

describe('a down plan that was cut short', () => {
  it('is finished for replicas that were drained, and forgotten for the others', () => {
    const plan = open(THREE, 1);
    const recovery = planRecovery(plan, done(plan, 1, 0), planInput(THREE));
    expect(recovery).toMatchObject({ direction: 'down', from: 3, to: 2 });
    expect(chainsOf(recovery)).toEqual(['drain 3, leave-balancer 3, stop 3, remove 3']);
    expect(planRecovery(plan, [], planInput(THREE))).toBeUndefined();
  });

  it('removes what was stopped already', () => {
    const plan = open(THREE, 1);
    const left = [replica(1), replica(2, { state: 'exited' }), replica(3, { state: 'exited' })];
    const recovery = planRecovery(plan, done(plan, 3, 3), planInput(left));
    expect(recovery).toMatchObject({ from: 1, to: 1 });
    expect(chainsOf(recovery)).toEqual(['remove 3', 'remove 2']);
  });

  it('keeps its template on the way to 0', () => {
    const plan = open([replica(1), replica(2)], 0);
    const left = [replica(1), replica(2, { state: 'exited' })];
    expect(chainsOf(planRecovery(plan, done(plan, 3, 1), planInput(left)))).toEqual([
      'remove 2',
      'drain 1, leave-balancer 1, stop 1',
    ]);
  });

  it('has nothing to do for a number that is gone or being recreated', () => {
    const plan = open(THREE, 2);
    const recreated = [...THREE, replica(3, { id: 'id-3-new', state: 'created' })];
    expect(planRecovery(plan, done(plan, 2), planInput(recreated))).toBeUndefined();
    expect(planRecovery(plan, done(plan, 3), planInput([replica(1), replica(2)]))).toBeUndefined();
  });
});
