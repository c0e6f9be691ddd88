import { describe, expect, it } from 'vitest';
import { AutoscalerError } from '../../../src/core/errors.ts';
import { expectCalm } from '../../support/world/calm.ts';
import { outcomesOf } from '../../support/world/journalled.ts';
import { World } from '../../support/world/world.ts';

describe('a balancer that is down', () => {
  it('while idle is told once, and agrees again within a tick when it is back', async () => {
    const world = new World({ replicas: 3 });
    world.boot();
    await world.pass(1);
    world.haproxy.crash();
    await world.pass(30);
    expect(world.recorder.said('error', 'the balancer does not answer')).toHaveLength(1);
    world.haproxy.restart();
    await world.pass(5);
    expectCalm(world, 3);
    expect(world.recorder.said('info', 'the balancer agrees again')).toHaveLength(1);
  });

  it('while replicas join undoes the scaling, which succeeds when it is back', async () => {
    const world = new World({ replicas: 2, load: 4 });
    world.boot();
    await world.pass(1);
    world.haproxy.crash();
    await world.pass(10);
    expect(world.numbers).toEqual([1, 2]);
    expect(outcomesOf(world)).toEqual(['undone']);
    world.haproxy.restart();
    await world.pass(60);
    expectCalm(world, 4);
  });

  it('while replicas drain leaves them, and they go when it is back', async () => {
    const world = new World({ replicas: 4, load: 2 });
    world.sendRequests(100, 10_000);
    await world.pass(1);
    world.boot();
    await world.pass(1);
    world.haproxy.crash();
    await world.pass(20);
    expect(world.numbers).toEqual([1, 2, 3, 4]);
    world.haproxy.restart();
    await world.pass(5);
    expect(world.haproxy.active).toHaveLength(4);
    await world.pass(120);
    expectCalm(world, 2);
  });

  it.each(['up', 'down'])('and restarts at once while going %s', async (direction) => {
    const world = new World({ replicas: 3, load: direction === 'up' ? 6 : 1 });
    world.sendRequests(100, 4000);
    await world.pass(1);
    world.boot();
    await world.pass(1);
    world.haproxy.crash();
    world.haproxy.restart();
    await world.pass(60);
    expectCalm(world, direction === 'up' ? 6 : 1);
  });

  it('is put right when somebody changed its servers by hand', async () => {
    const world = new World({ replicas: 3 });
    world.boot();
    await world.pass(1);
    world.haproxy.tamper('10.0.0.3', 'maint');
    await world.pass(6);
    expectCalm(world, 3);
    const third = world.docker.at('10.0.0.4');
    if (third) third.state = 'unhealthy';
    await world.pass(6);
    expect(world.haproxy.active).toEqual(['10.0.0.2', '10.0.0.3']);
    world.haproxy.tamper('10.0.0.4', 'ready');
    await world.pass(6);
    expect(world.haproxy.active).toEqual(['10.0.0.2', '10.0.0.3']);
  });

  it('that fails to apply a change is tried again each tick', async () => {
    const world = new World({ replicas: 3 });
    world.faults.add({
      call: 'apply',
      times: 3,
      effect: new AutoscalerError('E_BALANCER_WRITE', 'no space'),
    });
    world.boot();
    await world.pass(12);
    expect(world.recorder.said('error', 'no space')).toHaveLength(1);
    await world.pass(5);
    expect(world.recorder.said('info', 'agrees again')).toHaveLength(1);
    expectCalm(world, 3);
  });
});

describe('a replica that dies while others are being scaled', () => {
  it('leaves the balancer at the next tick, not only when the scaling has ended', async () => {
    const world = new World({ replicas: 3, load: 4 });
    world.docker.behaviours.set(4, { settlesAfterMs: 40_000, becomes: 'ready', stopsAfterMs: 200 });
    world.boot();
    await world.pass(2);
    world.compose.die(2);
    await world.pass(1);
    expect(world.haproxy.active).toEqual(['10.0.0.2', '10.0.0.4']);
    await world.pass(90);
    expectCalm(world, 4);
  });

  it('that becomes unhealthy gets no new requests meanwhile', async () => {
    const world = new World({ replicas: 3, load: 4 });
    world.docker.behaviours.set(4, { settlesAfterMs: 40_000, becomes: 'ready', stopsAfterMs: 200 });
    world.boot();
    await world.pass(2);
    const second = world.docker.at('10.0.0.3');
    if (second) second.state = 'unhealthy';
    await world.pass(6);
    expect(world.haproxy.active).toEqual(['10.0.0.2', '10.0.0.4']);
  });
});
