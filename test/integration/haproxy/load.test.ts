import autocannon from 'autocannon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Replica } from '../../../src/core/replica.ts';
import type { HaproxyStack } from '../../support/haproxy-stack.ts';
import { inFlightOf, membersOf, startStack } from '../../support/haproxy-stack.ts';
import { eventually, soon } from '../../support/wait.ts';

const CYCLES = 8;

describe.each(['haproxy:2.6', 'haproxy:3.2'] as const)('%s under keep-alive load', (image) => {
  let stack: HaproxyStack;
  let url: string;

  beforeAll(async () => {
    stack = await startStack({ image, replicas: 3 });
    url = await stack.url();
    await stack.balancer.apply(stack.service(), membersOf(await stack.replicas()), soon());
    await eventually(
      async () => (await fetch(url)).status,
      (status) => status === 200,
    );
  });

  afterAll(() => stack?.down());

  /** Requests while `work` runs, and what the clients saw. */
  async function underLoad(work: () => Promise<void>) {
    const ended = Promise.withResolvers<autocannon.Result>();
    const load = autocannon(
      {
        url,
        connections: 16,
        overallRate: 400,
        duration: 100,
        timeout: 10,
        requests: [
          { method: 'GET', path: '/' },
          { method: 'POST', path: '/echo', body: 'x'.repeat(500) },
          { method: 'POST', path: '/slow?ms=100', body: 'x' },
        ],
      },
      (error, result) => (error ? ended.reject(error) : ended.resolve(result)),
    );
    try {
      await work();
    } finally {
      load.stop();
    }
    const { errors, timeouts, non2xx, '2xx': good } = await ended.promise;
    return { failed: errors + timeouts + non2xx, good };
  }

  /** Out of the balancer as the controller does it, then stopped: the demo service leaves at once. */
  async function takeOut(all: readonly Replica[], leaving: Replica): Promise<void> {
    await stack.balancer.apply(stack.service(), membersOf(all, [leaving.number]), soon());
    const view = () => stack.balancer.view(stack.service(), all, soon());
    await eventually(view, (now) => inFlightOf(now, leaving) === 0);
    const rest = all.filter((replica) => replica !== leaving);
    await stack.balancer.apply(stack.service(), membersOf(rest), soon());
    await stack.docker('stop', leaving.id);
  }

  it(`loses no request in ${CYCLES} times of leaving, stopping, starting and joining`, async () => {
    const result = await underLoad(async () => {
      for (let cycle = 0; cycle < CYCLES; cycle += 1) {
        const all = await stack.replicas();
        const leaving = all[cycle % all.length];
        if (leaving === undefined) throw new Error('no replica');
        await takeOut(all, leaving);
        await stack.docker('start', leaving.id);
        const change = await stack.balancer.apply(stack.service(), membersOf(await stack.replicas()), soon());
        expect(change).toEqual({ changed: true });
      }
    });
    expect(result).toEqual({ failed: 0, good: expect.any(Number) });
    expect(result.good).toBeGreaterThan(500);
  });

  it('loses no request in reloads, not even when a replica leaves right after one', async () => {
    const result = await underLoad(async () => {
      for (const algorithm of ['leastconn', 'random', 'roundrobin'] as const) {
        const all = await stack.replicas();
        const change = await stack.balancer.apply(stack.service({ algorithm }), membersOf(all), soon());
        expect(change.reloadReason).toBeDefined();
        const leaving = all[0];
        if (leaving === undefined) throw new Error('no replica');
        const service = stack.service({ algorithm });
        await stack.balancer.apply(service, membersOf(all, [leaving.number]), soon());
        const view = () => stack.balancer.view(service, all, soon());
        await eventually(view, (now) => inFlightOf(now, leaving) === 0);
        await stack.balancer.apply(service, membersOf(all.slice(1)), soon());
        await stack.docker('stop', leaving.id);
        await stack.docker('start', leaving.id);
        await stack.balancer.apply(service, membersOf(await stack.replicas()), soon());
      }
    });
    expect(result).toEqual({ failed: 0, good: expect.any(Number) });
  });
});
