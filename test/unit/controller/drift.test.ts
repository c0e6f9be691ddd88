import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../src/core/policy.ts';
import { expectCalm } from '../../support/world/calm.ts';
import { outcomesOf, plansOf, reasonsOf } from '../../support/world/journalled.ts';
import { webPolicy } from '../../support/world/policies.ts';
import { World } from '../../support/world/world.ts';

/** No metric: only somebody else changes the count. */
const still = (overrides: Partial<Policy> = {}) => webPolicy({ metrics: [], ...overrides });

async function running(replicas: number, policy = still()): Promise<World> {
  const world = new World({ replicas, policy });
  world.boot();
  await world.pass(16);
  return world;
}

describe('a replica that dies', () => {
  it('by itself is put back at the second look', async () => {
    const world = await running(3);
    world.compose.die(2);
    await world.pass(1);
    expect(reasonsOf(world)).toContain('SETTLING');
    expect(world.running).toHaveLength(2);
    await world.pass(10);
    expectCalm(world, 3);
    expect(world.numbers).toEqual([1, 2, 3]);
  });

  it('by a stop signal may be somebody’s doing, and is put back once that rests', async () => {
    const world = await running(3);
    world.compose.die(2, 143);
    await world.pass(11);
    expect(plansOf(world)).toEqual([]);
    await world.pass(15);
    expectCalm(world, 3);
  });

  it('is taken for the count where the policy adopts', async () => {
    const world = await running(3, still({ drift: { increased: 'adopt', decreased: 'adopt' } }));
    world.compose.die(2);
    await world.pass(30);
    expectCalm(world, 2, { stopped: 1 });
    expect(reasonsOf(world)).toContain('DRIFT_ADOPTED');
    expect(world.controller.services[0]?.history.desired).toBe(2);
  });

  it('is left where the policy holds', async () => {
    const world = await running(3, still({ drift: { increased: 'hold', decreased: 'hold' } }));
    world.compose.die(2);
    await world.pass(60);
    expectCalm(world, 2, { stopped: 1 });
    expect(reasonsOf(world)).toContain('DRIFT_HELD');
    expect(world.controller.services[0]?.history.desired).toBe(3);
  });

  it('below min is put back in any case', async () => {
    const world = await running(2, still({ min: 2, drift: { increased: 'hold', decreased: 'hold' } }));
    world.compose.die(1);
    await world.pass(30);
    expectCalm(world, 2);
  });
});

describe('somebody’s `docker compose`', () => {
  it.each([0, 1000, 4000, 9000])('down, %i ms from one to the next, is not fought', async (staggerMs) => {
    const world = await running(4);
    void world.compose.down(staggerMs);
    await world.pass(120);
    expect(world.docker.containers).toEqual([]);
    expect(plansOf(world)).toEqual([]);
    expect(world.controller.services).toEqual([]);
  });

  it.each([0, 4000, 9000])(
    'stop, %i ms from one to the next, is left alone; start hands it back',
    async (staggerMs) => {
      const world = await running(3);
      void world.compose.stop(staggerMs);
      await world.pass(120);
      expect(world.running).toEqual([]);
      expect(world.haproxy.active).toEqual([]);
      expect(plansOf(world)).toEqual([]);
      expect(reasonsOf(world)).toContain('STOPPED_BY_USER');
      world.compose.start();
      await world.pass(20);
      expectCalm(world, 3);
      expect(plansOf(world)).toEqual([]);
      world.compose.die(1);
      await world.pass(20);
      expectCalm(world, 3);
    },
  );

  it.each([200, 9900])('up that recreates every container, %i ms each, is not fought', async (graceMs) => {
    const world = await running(3);
    const before = world.running.map((c) => c.id);
    void world.compose.recreate(graceMs);
    await world.pass(60);
    expectCalm(world, 3);
    expect(plansOf(world)).toEqual([]);
    expect(world.running.filter((c) => before.includes(c.id))).toEqual([]);
  });

  it('up that recreates does not take the old container out of the balancer before it stops', async () => {
    const world = await running(2);
    void world.compose.recreate(9900);
    await world.pass(6);
    expect(world.haproxy.active).toHaveLength(2);
    expect(world.running).toHaveLength(2);
  });

  it('up --scale is adopted once it rests', async () => {
    const world = await running(2);
    void world.compose.up(5);
    await world.pass(4);
    expect(reasonsOf(world)).toContain('SETTLING');
    await world.pass(20);
    expectCalm(world, 5);
    expect(plansOf(world)).toEqual([]);
    expect(world.controller.services[0]?.history.desired).toBe(5);
  });

  it('up --scale is put back where the policy restores', async () => {
    const world = await running(2, still({ drift: { increased: 'restore', decreased: 'restore' } }));
    void world.compose.up(5);
    await world.pass(30);
    expectCalm(world, 2);
    expect(plansOf(world)).toEqual(['5 → 2']);
  });

  it('up that resets the count is healed by the load', async () => {
    const world = new World({ replicas: 2, load: 5 });
    world.boot();
    await world.pass(20);
    void world.compose.up(2);
    await world.pass(60);
    expectCalm(world, 5);
  });

  it('up of a service that was not there is not raced', async () => {
    const world = await running(1, still({ min: 2 }));
    await world.until('min is reached', () => world.running.length === 2);
    await world.pass(10);
    void world.compose.down();
    await world.pass(20);
    expect(world.controller.services).toEqual([]);
    void world.compose.up(3);
    await world.pass(0.3);
    expect(world.running).toHaveLength(1);
    await world.pass(0.3);
    expect(world.running).toHaveLength(2);
    await world.pass(20);
    expectCalm(world, 3);
    expect(plansOf(world)).toEqual(['1 → 2']);
  });
});

describe('somebody’s hand while the controller scales', () => {
  it('down while going up takes the new replicas back', async () => {
    const world = new World({ replicas: 2, load: 4 });
    world.docker.behaviours.set(3, { settlesAfterMs: 20_000, becomes: 'ready', stopsAfterMs: 200 });
    world.docker.behaviours.set(4, { settlesAfterMs: 20_000, becomes: 'ready', stopsAfterMs: 200 });
    world.boot();
    await world.pass(2);
    for (const number of [1, 2]) world.compose.die(number, 143);
    for (const container of world.docker.containers)
      if (container.number <= 2) world.docker.remove(container);
    await world.pass(90);
    expect(world.docker.containers).toEqual([]);
    expect(outcomesOf(world)).toEqual(['interrupted']);
  });

  it('a service that vanishes while it goes down is let go', async () => {
    const world = new World({ replicas: 4, load: 2 });
    world.sendRequests(100, 20_000);
    await world.pass(1);
    world.boot();
    await world.pass(2);
    void world.compose.down();
    await world.pass(60);
    expect(world.docker.containers).toEqual([]);
    expect(world.controller.services).toEqual([]);
    expect(world.journal.openPlan({ project: 'shop', service: 'web' })).toBeUndefined();
  });

  it('a new replica that somebody removes is made again', async () => {
    const world = new World({ replicas: 2, load: 4 });
    world.boot();
    await world.pass(2);
    const third = world.docker.containers.find((c) => c.number === 3);
    world.compose.die(3, 137);
    if (third) world.docker.remove(third);
    await world.pass(40);
    expectCalm(world, 4);
  });

  it('a draining replica that somebody removes is gone', async () => {
    const world = new World({ replicas: 3, load: 2 });
    world.sendRequests(100, 20_000);
    await world.pass(1);
    world.boot();
    await world.pass(2);
    const third = world.docker.containers.find((c) => c.number === 3);
    world.compose.die(3, 137);
    if (third) world.docker.remove(third);
    await world.pass(40);
    expectCalm(world, 2);
  });
});
