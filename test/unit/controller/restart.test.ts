import { describe, expect, it } from 'vitest';
import { expectCalm } from '../../support/world/calm.ts';
import type { CallName, Fault } from '../../support/world/faults.ts';
import { plansOf } from '../../support/world/journalled.ts';
import { SHOP_WEB, webPolicy } from '../../support/world/policies.ts';
import { World } from '../../support/world/world.ts';

type Moment = readonly [CallName, 'before' | 'after', number];

const UP: readonly Moment[] = [
  ['create', 'before', 0],
  ['create', 'after', 0],
  ['create', 'after', 2],
  ['start', 'before', 0],
  ['start', 'after', 1],
  ['await-ready', 'before', 0],
  ['await-ready', 'after', 0],
  ['await-ready', 'after', 2],
  ['apply', 'before', 1],
  ['apply', 'after', 1],
];

const DOWN: readonly Moment[] = [
  ['apply', 'before', 1],
  ['apply', 'after', 1],
  ['view', 'before', 3],
  ['view', 'after', 4],
  ['apply', 'after', 2],
  ['stop', 'before', 0],
  ['stop', 'after', 0],
  ['stop', 'after', 1],
  ['remove', 'before', 0],
  ['remove', 'after', 0],
  ['remove', 'after', 1],
];

const at = ([call, when, skip]: Moment, effect: Fault['effect']): Fault => ({ call, when, skip, effect });

/** Boots, and kills the controller at the moment; then nothing runs for a while. */
async function killAt(world: World, moment: Moment): Promise<void> {
  let isKilled = false;
  const kill = () => {
    isKilled = true;
    world.kill();
  };
  world.faults.add(at(moment, kill));
  world.boot();
  await world.until('it is killed', () => isKilled);
  await world.pass(7);
}

describe('killed while going up', () => {
  it.each(UP)('%s %s (after %i others), it carries on', async (...moment) => {
    const world = new World({ replicas: 2, load: 5 });
    world.sendRequests(50, 700);
    await killAt(world, moment);
    world.boot();
    await world.pass(60);
    expectCalm(world, 5);
    expect(world.haproxy.tally).toMatchObject({ refused: 0, cut: 0, lost: 0 });
  });

  it.each(UP)(
    '%s %s (after %i others), with less load since it ends with what is needed',
    async (...moment) => {
      const world = new World({ replicas: 2, load: 5 });
      world.sendRequests(50, 700);
      await killAt(world, moment);
      world.load = 2;
      world.boot();
      await world.pass(60);
      expectCalm(world, 2);
      expect(world.haproxy.tally).toMatchObject({ refused: 0, cut: 0, lost: 0 });
    },
  );

  it.each(UP)(
    '%s %s (after %i others), a policy that holds drift does not take it for one',
    async (...moment) => {
      const policy = webPolicy({ drift: { increased: 'hold', decreased: 'hold' } });
      const world = new World({ replicas: 2, load: 5, policy });
      await killAt(world, moment);
      world.boot();
      await world.pass(60);
      expectCalm(world, 5);
    },
  );

  it.each(UP)('%s %s (after %i others), twice', async (...moment) => {
    const world = new World({ replicas: 2, load: 5 });
    world.sendRequests(50, 700);
    await killAt(world, moment);
    world.boot();
    await world.pass(0.015);
    world.kill();
    await world.pass(3);
    world.boot();
    await world.pass(60);
    expectCalm(world, 5);
    expect(world.haproxy.tally).toMatchObject({ refused: 0, cut: 0, lost: 0 });
  });

  it('does not keep a replica that never becomes healthy', async () => {
    const world = new World({ replicas: 2, load: 3 });
    world.docker.behaviours.set(3, { settlesAfterMs: 20_000, becomes: 'unhealthy', stopsAfterMs: 200 });
    await killAt(world, ['await-ready', 'before', 0]);
    world.load = 2;
    world.boot();
    await world.pass(40);
    expectCalm(world, 2);
  });
});

describe('killed while going down', () => {
  it.each(DOWN)('%s %s (after %i others), it ends with what is needed', async (...moment) => {
    const world = new World({ replicas: 4, load: 2 });
    const stop = world.sendRequests(50, 700);
    await world.pass(1);
    await killAt(world, moment);
    world.boot();
    await world.pass(60);
    expectCalm(world, 2);
    stop();
    await world.pass(2);
    expect(world.haproxy.tally).toMatchObject({ refused: 0, cut: 0, lost: 0 });
  });

  it.each(DOWN)(
    '%s %s (after %i others), with more load since it ends with what is needed',
    async (...moment) => {
      const world = new World({ replicas: 4, load: 2 });
      world.sendRequests(50, 700);
      await world.pass(1);
      await killAt(world, moment);
      world.load = 4;
      world.boot();
      await world.pass(60);
      expectCalm(world, 4);
      expect(world.haproxy.tally).toMatchObject({ refused: 0, cut: 0, lost: 0 });
    },
  );

  it.each(['before', 'after'] as const)('stop %s, without a balancer, with drift held', async (when) => {
    const drift = { increased: 'hold', decreased: 'hold' } as const;
    const world = new World({
      replicas: 4,
      load: 2,
      policy: webPolicy({ balancer: { kind: 'none' }, drift }),
    });
    await killAt(world, ['stop', when, 0]);
    world.boot();
    await world.pass(30);
    expect(world.running).toHaveLength(2);
    expect(world.docker.containers).toHaveLength(2);
    expect(world.controller.services[0]?.history.desired).toBe(2);
  });
});

describe('ended by a signal', () => {
  const slow = (moment: Moment): Fault => at(moment, 1500);

  it.each(UP)('while going up, %s %s (after %i others), it leaves a consistent stack', async (...moment) => {
    const world = new World({ replicas: 2, load: 5 });
    world.sendRequests(50, 700);
    world.faults.add(slow(moment));
    world.boot();
    await world.until('it is slow', () => world.faults.left === 0);
    await world.pass(0.5);
    await world.terminate();
    expect(world.journal.openPlan(SHOP_WEB)).toBeUndefined();
    expect(world.running.every((c) => c.state === 'ready')).toBe(true);
    expect([...world.haproxy.active].sort()).toEqual(world.running.map((c) => c.ip).sort());
    expect(world.docker.containers).toHaveLength(world.running.length);
    expect(world.haproxy.tally).toMatchObject({ refused: 0, cut: 0, lost: 0 });
    world.faults.clear();
    world.boot();
    await world.pass(40);
    expectCalm(world, 5);
  });

  it.each(DOWN)(
    'while going down, %s %s (after %i others), it leaves a consistent stack',
    async (...moment) => {
      const world = new World({ replicas: 4, load: 2 });
      world.sendRequests(50, 700);
      await world.pass(1);
      world.faults.add(slow(moment));
      world.boot();
      await world.until('it is slow', () => world.faults.left === 0);
      await world.pass(0.5);
      await world.terminate();
      expect(world.journal.openPlan(SHOP_WEB)).toBeUndefined();
      expect([...world.haproxy.active].sort()).toEqual(world.running.map((c) => c.ip).sort());
      expect(world.docker.containers).toHaveLength(world.running.length);
      expect(plansOf(world)).toHaveLength(1);
      world.boot();
      await world.pass(40);
      expectCalm(world, 2);
      expect(world.haproxy.tally).toMatchObject({ refused: 0, cut: 0, lost: 0 });
    },
  );
});
