import { describe, expect, it } from 'vitest';
import { AutoscalerError } from '../../../src/core/errors.ts';
import { expectCalm } from '../../support/world/calm.ts';
import { failuresOf, notesOf, outcomesOf, plansOf } from '../../support/world/journalled.ts';
import { webPolicy } from '../../support/world/policies.ts';
import { World } from '../../support/world/world.ts';

const impatient = webPolicy({
  lifecycle: { drainTimeoutMs: 3000, readyTimeoutMs: 60_000, settleMs: 2000, victim: 'newest' },
});

describe('a replica that drains', () => {
  it('gets no new requests, and is stopped as soon as it is idle', async () => {
    const world = new World({ replicas: 3, load: 2 });
    const stop = world.sendRequests(100, 4000);
    await world.pass(1);
    stop();
    await world.pass(0.1);
    world.boot();
    await world.pass(2.5);
    expect(world.numbers).toEqual([1, 2, 3]);
    expect(world.haproxy.active).toHaveLength(2);
    await world.pass(2);
    expectCalm(world, 2);
    expect(notesOf(world)).toEqual([]);
    expect(world.haproxy.tally).toMatchObject({ refused: 0, cut: 0, lost: 0 });
  });

  it('is idle at once when nothing is in flight', async () => {
    const world = new World({ replicas: 3, load: 2 });
    world.boot();
    await world.pass(1);
    expectCalm(world, 2);
  });

  it('has what is in flight cut at the deadline, which is noted', async () => {
    const world = new World({ replicas: 3, load: 2, policy: impatient });
    const stop = world.sendRequests(100, 60_000);
    await world.pass(0.95);
    stop();
    await world.pass(0.1);
    world.boot();
    await world.pass(5);
    expectCalm(world, 2);
    expect(notesOf(world)).toEqual(['3 in flight were cut at the drain deadline of 3 s']);
    expect(world.haproxy.tally).toMatchObject({ refused: 0, cut: 3, lost: 0 });
  });

  it('is put back when the sessions cannot be cut, and tried again later', async () => {
    const world = new World({ replicas: 3, load: 2, policy: impatient });
    const stop = world.sendRequests(100, 60_000);
    await world.pass(0.95);
    stop();
    world.faults.add({ call: 'cut-sessions', effect: new AutoscalerError('E_BALANCER_DISAGREES', 'no') });
    world.boot();
    await world.pass(4);
    expect(failuresOf(world)).toEqual(['drain 3 E_BALANCER_DISAGREES']);
    expectCalm(world, 3);
    await world.pass(30);
    expectCalm(world, 2);
  });

  it.each([3, 4, 6])('serves again when the load rises to %i meanwhile', async (load) => {
    const world = new World({ replicas: 4, load: 2 });
    world.sendRequests(100, 20_000);
    await world.pass(2);
    world.boot();
    await world.pass(3);
    expect(world.haproxy.active).toHaveLength(2);
    world.load = load;
    await world.pass(3);
    expect(outcomesOf(world)[0]).toBe('interrupted');
    expect(world.numbers).toEqual(expect.arrayContaining([1, 2, 3, 4]));
    await world.pass(60);
    expectCalm(world, load);
    expect(world.haproxy.tally).toMatchObject({ refused: 0, lost: 0 });
  });

  it('is not taken back for less than the policy would scale up for', async () => {
    const policy = webPolicy({ stabilization: { upMs: 60_000, downMs: 0 } });
    const world = new World({ replicas: 4, load: 2, policy });
    const stop = world.sendRequests(100, 10_000);
    await world.pass(2);
    stop();
    world.boot();
    await world.pass(3);
    world.load = 3;
    await world.pass(15);
    expect(outcomesOf(world)[0]).toBe('done');
    expect(world.numbers).toEqual([1, 2]);
  });

  it('that is past its drain is finished when the load rises, then a new one is made', async () => {
    const world = new World({ replicas: 3, load: 2 });
    world.docker.behaviours.set(3, { settlesAfterMs: 3000, becomes: 'ready', stopsAfterMs: 200 });
    for (const container of world.docker.containers)
      container.behaviour = { settlesAfterMs: 3000, becomes: 'ready', stopsAfterMs: 8000 };
    world.boot();
    await world.pass(2);
    world.load = 3;
    await world.pass(30);
    expectCalm(world, 3);
    expect(outcomesOf(world)).toEqual(['done', 'done']);
    expect(plansOf(world)).toEqual(['3 → 2', '2 → 3']);
  });

  it('with the least in flight goes first where the policy says so', async () => {
    const policy = webPolicy({
      lifecycle: { drainTimeoutMs: 30_000, readyTimeoutMs: 60_000, settleMs: 2000, victim: 'least-loaded' },
    });
    const world = new World({ replicas: 3, load: 3, policy });
    world.boot();
    await world.pass(1);
    for (let i = 0; i < 8; i += 1) world.haproxy.accept(20_000, (ip) => ip !== '10.0.0.3');
    world.load = 2;
    await world.pass(6);
    expect(world.numbers).toEqual([1, 3]);
  });
});
