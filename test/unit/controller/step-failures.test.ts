import { describe, expect, it } from 'vitest';
import { AutoscalerError, type ErrorCode } from '../../../src/core/errors.ts';
import type { PlanStepKind } from '../../../src/core/plan.ts';
import { T0 } from '../../support/builders.ts';
import { expectCalm } from '../../support/world/calm.ts';
import type { CallName } from '../../support/world/faults.ts';
import { failuresOf, outcomesOf } from '../../support/world/journalled.ts';
import { SHOP_WEB } from '../../support/world/policies.ts';
import { World } from '../../support/world/world.ts';

const failure = (code: ErrorCode) => new AutoscalerError(code, `${code} as told`);

describe('going up', () => {
  const cases: readonly (readonly [CallName, 'before' | 'after', ErrorCode, PlanStepKind])[] = [
    ['create', 'before', 'E_IMAGE_GONE', 'create'],
    ['create', 'before', 'E_NAME_TAKEN', 'create'],
    ['start', 'before', 'E_OUT_OF_MEMORY', 'start'],
    ['start', 'after', 'E_START_FAILED', 'start'],
    ['await-ready', 'before', 'E_UNHEALTHY', 'await-ready'],
    ['await-ready', 'after', 'E_CRASH_LOOP', 'await-ready'],
  ];

  it.each(cases)(
    '%s failing %s with %s is undone for that replica; the others stay',
    async (call, when, code, step) => {
      const world = new World({ replicas: 2, load: 5 });
      world.faults.add({ call, when, number: 4, effect: failure(code) });
      world.sendRequests(50, 500);
      world.boot();
      await world.pass(8);
      expectCalm(world, 4);
      expect(world.numbers).toEqual([1, 2, 3, 5]);
      expect(outcomesOf(world)).toEqual(['partly-done']);
      expect(failuresOf(world)).toEqual([`${step} 4 ${code}`]);
      expect(world.controller.services[0]?.history).toMatchObject({
        desired: 4,
        failures: { count: 1, message: `${code}: ${code} as told` },
      });
      expect(world.recorder.said('info', 'the last attempt failed')).not.toEqual([]);

      await world.pass(20);
      expectCalm(world, 5);
      expect(world.controller.services[0]?.history.failures).toBeUndefined();
      expect(world.haproxy.tally).toMatchObject({ refused: 0, cut: 0, lost: 0 });
    },
  );

  it('the balancer refusing once undoes what was to join, and the next attempt succeeds', async () => {
    const world = new World({ replicas: 2, load: 3 });
    world.boot();
    await world.pass(1);
    world.faults.add({ call: 'apply', effect: failure('E_BALANCER_DISAGREES') });
    await world.pass(5);
    expect(outcomesOf(world)).toEqual(['undone']);
    expectCalm(world, 2);
    await world.pass(20);
    expectCalm(world, 3);
  });

  it('a replica that dies just before it joins is undone at once, and out of the balancer', async () => {
    const world = new World({ replicas: 2, load: 3 });
    world.faults.add({
      call: 'await-ready',
      number: 3,
      when: 'after',
      effect: () => world.compose.die(3),
    });
    world.boot();
    await world.pass(5);
    expect(outcomesOf(world)).toEqual(['undone']);
    expect(failuresOf(world)).toEqual(['join-balancer 3 E_CRASH_LOOP']);
    expectCalm(world, 2);
    await world.pass(20);
    expectCalm(world, 3);
  });

  it('waits longer after each failure in a row', async () => {
    const world = new World({ replicas: 1, load: 2 });
    world.faults.add({ call: 'create', times: 4, effect: failure('E_IMAGE_GONE') });
    world.boot();
    await world.pass(180);
    expectCalm(world, 2);
    const starts = world.journal
      .steps({ ref: SHOP_WEB, limit: 1000 })
      .flatMap(({ at, event }) => (event.kind === 'plan-started' ? [Math.round((at - T0) / 1000)] : []));
    expect(starts.reverse()).toEqual([0, 15, 35, 75, 155]);
    expect(outcomesOf(world)).toEqual(['undone', 'undone', 'undone', 'undone', 'done']);
  });
});

describe('going down', () => {
  const undone: readonly (readonly [CallName, ErrorCode, number, PlanStepKind])[] = [
    ['apply', 'E_BALANCER_SOCKET', 1, 'drain'],
    ['view', 'E_BALANCER_SOCKET', 1, 'drain'],
    ['apply', 'E_BALANCER_DISAGREES', 2, 'leave-balancer'],
  ];

  it.each(undone)('%s failing with %s (call %i) puts the replica back', async (call, code, nth, step) => {
    const world = new World({ replicas: 3, load: 3 });
    world.sendRequests(50, 500);
    world.boot();
    await world.pass(1);
    world.load = 2;
    world.faults.add({ call, skip: call === 'view' ? 1 : nth - 1, effect: failure(code) });
    await world.until('a plan has ended', () => outcomesOf(world).length === 1);
    expect(failuresOf(world)).toEqual([`${step} 3 ${code}`]);
    expect(outcomesOf(world)).toEqual(['undone']);
    await world.pass(1);
    expectCalm(world, 3);
    await world.pass(20);
    expectCalm(world, 2);
    expect(world.haproxy.tally).toMatchObject({ refused: 0, cut: 0, lost: 0 });
  });

  const stuck: readonly (readonly [CallName, 'before' | 'after'])[] = [
    ['stop', 'before'],
    ['stop', 'after'],
    ['remove', 'before'],
    ['remove', 'after'],
  ];

  it.each(stuck)('%s failing %s is finished later, out of the balancer all the while', async (call, when) => {
    const world = new World({ replicas: 3, load: 3 });
    world.sendRequests(50, 500);
    world.boot();
    await world.pass(1);
    world.load = 2;
    world.faults.add({ call, when, effect: failure('E_DOCKER_TIMEOUT') });
    await world.pass(9);
    expect(failuresOf(world)).toEqual([`${call} 3 E_DOCKER_TIMEOUT`]);
    expect(outcomesOf(world)).toEqual([]);
    expect(world.haproxy.active).toHaveLength(2);
    expect(world.controller.services[0]?.history.desired).toBe(2);
    await world.pass(20);
    expectCalm(world, 2);
    expect(world.haproxy.tally).toMatchObject({ refused: 0, cut: 0, lost: 0 });
  });
});

describe('an undo that fails', () => {
  it.each(['stop', 'remove'] as const)('at %s is carried on after the wait', async (call) => {
    const world = new World({ replicas: 2, load: 3 });
    world.faults.add({ call: 'await-ready', effect: failure('E_UNHEALTHY') });
    world.faults.add({ call, effect: failure('E_DOCKER_UNREACHABLE') });
    world.boot();
    await world.pass(5);
    expect(outcomesOf(world)).toEqual([]);
    expect(world.haproxy.active).toHaveLength(2);
    world.load = 2;
    await world.pass(60);
    expectCalm(world, 2);
  });
});
