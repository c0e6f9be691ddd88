import { describe, expect, it } from 'vitest';
import { expectCalm } from '../../support/world/calm.ts';
import { plansOf } from '../../support/world/journalled.ts';
import { webPolicy } from '../../support/world/policies.ts';
import { World } from '../../support/world/world.ts';

const slow = { settlesAfterMs: 12_000, becomes: 'ready', stopsAfterMs: 200 } as const;

describe('a policy edited', () => {
  it('while a scaling is under way counts from its end on', async () => {
    const world = new World({ replicas: 2, load: 4 });
    world.docker.behaviours.set(3, slow);
    world.boot();
    await world.pass(2);
    world.setPolicy(webPolicy({ max: 3 }));
    await world.pass(8);
    expect(world.controller.services[0]?.policy.max).toBe(10);
    await world.pass(20);
    expect(world.controller.services[0]?.policy.max).toBe(3);
    expectCalm(world, 3);
    expect(plansOf(world)).toEqual(['2 → 4', '4 → 3']);
  });

  it('to a higher min is followed at once', async () => {
    const world = new World({ replicas: 2 });
    world.boot();
    await world.pass(2);
    world.setPolicy(webPolicy({ min: 4 }));
    await world.pass(10);
    expectCalm(world, 4);
  });

  it('to another balancer setting has it applied', async () => {
    const world = new World({ replicas: 2 });
    world.boot();
    await world.pass(2);
    const { balancer } = webPolicy();
    if (balancer.kind !== 'haproxy') throw new Error('the world is behind HAProxy');
    world.faults.add({ call: 'apply', effect: () => world.violations.push('applied') });
    world.setPolicy(webPolicy({ balancer: { ...balancer, algorithm: 'roundrobin' } }));
    await world.pass(5);
    expect(world.violations).toEqual(['applied']);
  });

  it('to no balancer and back leaves the balancer alone meanwhile, and right afterwards', async () => {
    const world = new World({ replicas: 2 });
    world.boot();
    await world.pass(2);
    world.setPolicy(webPolicy({ balancer: { kind: 'none' } }));
    await world.pass(5);
    world.load = 4;
    await world.pass(10);
    expect(world.running).toHaveLength(4);
    expect(world.haproxy.active).toHaveLength(2);
    world.setPolicy(webPolicy());
    await world.pass(5);
    expectCalm(world, 4);
  });

  it('away lets the service go once nothing is under way', async () => {
    const world = new World({ replicas: 2, load: 4 });
    world.docker.behaviours.set(3, slow);
    world.boot();
    await world.pass(2);
    world.setPolicy();
    await world.pass(5);
    expect(world.controller.services).toHaveLength(1);
    await world.pass(15);
    expect(world.controller.services).toEqual([]);
    expect(world.running).toHaveLength(4);
    expect(world.haproxy.active).toHaveLength(4);
  });
});

describe('without a balancer', () => {
  it('goes up and down', async () => {
    const world = new World({ replicas: 2, load: 4, policy: webPolicy({ balancer: { kind: 'none' } }) });
    world.boot();
    await world.pass(10);
    expect(world.numbers).toEqual([1, 2, 3, 4]);
    world.load = 1;
    await world.pass(10);
    expect(world.numbers).toEqual([1]);
    expect(world.docker.containers).toHaveLength(1);
  });
});
