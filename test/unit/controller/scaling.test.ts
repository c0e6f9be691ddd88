import { describe, expect, it } from 'vitest';
import { expectCalm } from '../../support/world/calm.ts';
import { World } from '../../support/world/world.ts';

describe('up', () => {
  it('starts several replicas side by side and has them serve', async () => {
    const world = new World({ replicas: 2, load: 5 });
    world.boot();
    await world.pass(4);
    expect(world.numbers).toEqual([1, 2, 3, 4, 5]);
    await world.pass(2);
    expectCalm(world, 5);
    await world.pass(60);
    expectCalm(world, 5);
  });
});

describe('down', () => {
  it('drains the newest, then stops and removes them, without losing a request', async () => {
    const world = new World({ replicas: 5, load: 2 });
    world.sendRequests(20, 1500);
    await world.pass(2);
    world.boot();
    await world.pass(1);
    expect(world.numbers).toEqual([1, 2, 3, 4, 5]);
    expect(world.haproxy.active).toHaveLength(2);
    await world.pass(5);
    expectCalm(world, 2);
    expect(world.numbers).toEqual([1, 2]);
    expect(world.haproxy.tally).toMatchObject({ refused: 0, cut: 0, lost: 0 });
  });
});
