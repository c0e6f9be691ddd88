import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlanInput } from '../../../src/core/plan.ts';
import { chooseVictims, planScaling } from '../../../src/core/planner.ts';
import { isRunning, type Replica, type ReplicaState } from '../../../src/core/replica.ts';
import { policy, replica } from '../../support/builders.ts';
import { chainsOf as chains, planInput as input } from '../../support/plans.ts';

describe('up', () => {
  it('creates, starts, awaits and joins, one chain for each new replica', () => {
    const plan = planScaling(2, 4, input([replica(1), replica(2)]));
    expect(plan).toMatchObject({ direction: 'up', from: 2, to: 4, atomic: false });
    expect(plan?.chains[0]).toEqual([
      { kind: 'create', number: 3 },
      { kind: 'start', number: 3 },
      { kind: 'await-ready', number: 3, timeoutMs: 60_000, settleMs: 2000 },
      { kind: 'join-balancer', number: 3 },
    ]);
    expect(chains(plan)).toEqual([
      'create 3, start 3, await-ready 3, join-balancer 3',
      'create 4, start 4, await-ready 4, join-balancer 4',
    ]);
  });

  it('leaves the balancer out when there is none', () => {
    const plan = planScaling(1, 2, input([replica(1)], { policy: policy() }));
    expect(chains(plan)).toEqual(['create 2, start 2, await-ready 2']);
  });

  it('starts stopped replicas before it creates new ones', () => {
    const replicas = [replica(1), replica(2, { state: 'exited' }), replica(5, { state: 'created' })];
    expect(chains(planScaling(1, 4, input(replicas)))).toEqual([
      'start 2, await-ready 2, join-balancer 2',
      'start 5, await-ready 5, join-balancer 5',
      'create 6, start 6, await-ready 6, join-balancer 6',
    ]);
    expect(chains(planScaling(1, 2, input(replicas)))).toEqual(['start 2, await-ready 2, join-balancer 2']);
  });

  it('does not start one that is being recreated', () => {
    const replicas = [
      replica(1),
      replica(2, { state: 'exited' }),
      replica(2, { id: 'id-2-new', state: 'created' }),
    ];
    expect(chains(planScaling(1, 2, input(replicas)))).toEqual([
      'create 3, start 3, await-ready 3, join-balancer 3',
    ]);
  });

  it('does not start one that is on its way out, nor takes its number', () => {
    const replicas = [replica(1), replica(2, { state: 'exited' }), replica(3, { state: 'removing' })];
    const plan = planScaling(1, 2, input(replicas, { leaving: new Set([2]) }));
    expect(chains(plan)).toEqual(['create 4, start 4, await-ready 4, join-balancer 4']);
  });
});

describe('down', () => {
  it('drains, leaves, stops and removes the newest', () => {
    const plan = planScaling(3, 1, input([replica(1), replica(2), replica(3)], { atomic: true }));
    expect(plan).toMatchObject({ direction: 'down', from: 3, to: 1, atomic: true });
    expect(plan?.chains[0]).toEqual([
      { kind: 'drain', number: 3, timeoutMs: 30_000 },
      { kind: 'leave-balancer', number: 3 },
      { kind: 'stop', number: 3 },
      { kind: 'remove', number: 3 },
    ]);
    expect(chains(plan)).toEqual([
      'drain 3, leave-balancer 3, stop 3, remove 3',
      'drain 2, leave-balancer 2, stop 2, remove 2',
    ]);
  });

  it('leaves the balancer out when there is none', () => {
    const plan = planScaling(2, 1, input([replica(1), replica(2)], { policy: policy() }));
    expect(chains(plan)).toEqual(['stop 2, remove 2']);
  });

  it('keeps the last one stopped as the template at 0', () => {
    expect(chains(planScaling(2, 0, input([replica(1), replica(2)], { policy: policy() })))).toEqual([
      'stop 2, remove 2',
      'stop 1',
    ]);
  });
});

describe('victims', () => {
  const numbers = (count: number, given: PlanInput) => chooseVictims(count, given).map((r) => r.number);

  it('are unhealthy and starting ones first, then the newest', () => {
    const replicas = [
      replica(1, { state: 'starting' }),
      replica(2, { state: 'unhealthy' }),
      replica(3),
      replica(4, { state: 'exited' }),
      replica(5),
    ];
    expect(numbers(9, input(replicas))).toEqual([2, 1, 5, 3]);
    expect(numbers(2, input(replicas))).toEqual([2, 1]);
    expect(numbers(9, input(replicas, { leaving: new Set([5]) }))).toEqual([2, 1, 3]);
  });

  it('are the least loaded where the policy says so', () => {
    const { lifecycle } = policy();
    const leastLoaded = policy({ lifecycle: { ...lifecycle, victim: 'least-loaded' } });
    const inFlight = new Map([
      ['id-1', 3],
      ['id-2', 0],
      ['id-3', 9],
    ]);
    const replicas = [replica(1), replica(2), replica(3), replica(4)];
    expect(numbers(4, input(replicas, { policy: leastLoaded, inFlight }))).toEqual([4, 2, 1, 3]);
    expect(numbers(4, input(replicas, { inFlight }))).toEqual([4, 3, 2, 1]);
  });
});

it('nothing to do is no plan', () => {
  expect(planScaling(2, 2, input([replica(1), replica(2)]))).toBeUndefined();
});

describe('any plan', () => {
  const states: readonly ReplicaState[] = ['created', 'starting', 'ready', 'unhealthy', 'exited', 'removing'];
  const services = fc
    .uniqueArray(
      fc.tuple(fc.integer({ min: 1, max: 40 }), fc.constantFrom(...states), fc.nat(9), fc.boolean()),
      {
        maxLength: 12,
        selector: ([number]) => number,
      },
    )
    .map((rows) => rows.sort(([a], [b]) => a - b))
    .map((rows) => ({
      replicas: rows.map(([number, state]) => replica(number, { state })),
      inFlight: new Map(rows.map(([number, , load]) => [`id-${number}`, load])),
      leaving: new Set(rows.flatMap(([number, , , isLeaving]) => (isLeaving ? [number] : []))),
    }));
  const wanted = fc.nat(15);

  function planned(given: Pick<PlanInput, 'replicas' | 'inFlight' | 'leaving'>, to: number) {
    const staying = given.replicas.filter((r) => isRunning(r) && !given.leaving.has(r.number));
    const plan = planScaling(staying.length, to, input(given.replicas, given));
    const touched = (plan?.chains ?? []).map((steps) => [...new Set(steps.map((s) => s.number))]);
    const created = (plan?.chains ?? [])
      .flat()
      .filter((s) => s.kind === 'create')
      .map((s) => s.number);
    return { staying, plan, touched: touched.flat(), chainNumbers: touched, created };
  }

  it('moves each replica in one chain of its own, and has a chain for each that is to change', () => {
    fc.assert(
      fc.property(services, wanted, (given, to) => {
        const { staying, touched, chainNumbers } = planned(given, to);
        expect(chainNumbers.every((numbers) => numbers.length === 1)).toBe(true);
        expect(new Set(touched).size).toBe(touched.length);
        expect(touched).toHaveLength(Math.abs(to - staying.length));
      }),
    );
  });

  it('leaves the number of replicas that was asked for', () => {
    fc.assert(
      fc.property(services, wanted, (given, to) => {
        const { staying, plan } = planned(given, to);
        const running = new Set(staying.map((r) => r.number));
        for (const step of (plan?.chains ?? []).flat()) {
          if (step.kind === 'start') running.add(step.number);
          if (step.kind === 'stop') running.delete(step.number);
        }
        expect(running.size).toBe(to);
      }),
    );
  });

  it('creates numbers above every existing one, and starts none that is on its way out', () => {
    fc.assert(
      fc.property(services, wanted, (given, to) => {
        const { plan, created } = planned(given, to);
        const highest = Math.max(0, ...given.replicas.map((r) => r.number));
        expect(created.every((number) => number > highest)).toBe(true);
        const started = (plan?.chains ?? []).flat().filter((s) => s.kind === 'start');
        expect(started.some((s) => given.leaving.has(s.number))).toBe(false);
      }),
    );
  });

  it('takes only replicas that run and stay, and at 0 keeps exactly one of them', () => {
    fc.assert(
      fc.property(services, wanted, (given, to) => {
        const { staying, plan } = planned(given, to);
        if (plan?.direction !== 'down') return;
        const steps = plan.chains.flat();
        const stopped = steps.filter((s) => s.kind === 'stop').map((s) => s.number);
        const removed = steps.filter((s) => s.kind === 'remove').map((s) => s.number);
        expect(stopped.every((number) => staying.some((r) => r.number === number))).toBe(true);
        expect(removed).toHaveLength(stopped.length - (to === 0 ? 1 : 0));
      }),
    );
  });

  it('never chooses more victims than asked for, and none better than one that stays', () => {
    const rank = (r: Replica) => ['unhealthy', 'starting', 'ready'].indexOf(r.state);
    fc.assert(
      fc.property(services, wanted, (given, count) => {
        const victims = chooseVictims(count, input(given.replicas, given));
        expect(victims.length).toBeLessThanOrEqual(count);
        const { staying } = planned(given, 0);
        const worstKept = staying.filter((r) => !victims.includes(r)).map(rank);
        for (const victim of victims) expect(worstKept.every((kept) => kept >= rank(victim))).toBe(true);
      }),
    );
  });
});
