import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Replica } from '../../../src/core/replica.ts';
import type { Load } from '../../support/load/load.ts';
import { startLoad } from '../../support/load/load.ts';
import type { NginxStack } from '../../support/nginx-stack.ts';
import { inFlightOf, membersOf, NGINX_IMAGES, startStack } from '../../support/nginx-stack.ts';
import { eventually, soon } from '../../support/wait.ts';

const CYCLES = 5;

describe.each(NGINX_IMAGES)('%s under load', (image) => {
  let stack: NginxStack;
  let url: string;

  beforeAll(async () => {
    stack = await startStack({ image, replicas: 3 });
    url = await stack.url();
    await stack.balancer.apply(stack.service(), membersOf(await stack.replicas()), soon());
    await eventually(
      async () => (await fetch(url, { headers: { connection: 'close' } })).status,
      (status) => status === 200,
    );
  });

  afterAll(() => stack?.down());

  /** Busy, idle and fresh connections; requests that may be repeated, and those that may not. */
  function startLoads(): Readonly<Record<string, Load>> {
    const open = { mode: 'open', connections: 16, maxDurationMs: 300_000 } as const;
    const echo = {
      ...open,
      url: `${url}/echo`,
      method: 'POST',
      body: 'x'.repeat(2000),
      expectEcho: true,
    } as const;
    return {
      'keep-alive': startLoad({ ...open, url: `${url}/`, rate: 100 }),
      'seldom used keep-alive': startLoad({ ...open, url: `${url}/`, rate: 8, idleMs: 3000 }),
      fresh: startLoad({ ...open, url: `${url}/`, rate: 80, freshConnections: true }),
      'keep-alive POST': startLoad({ ...echo, rate: 60 }),
      'fresh POST': startLoad({ ...echo, rate: 30, freshConnections: true }),
      'slow POST': startLoad({ ...open, url: `${url}/slow?ms=200`, rate: 30, method: 'POST', body: 'x' }),
    };
  }

  /** Out of the balancer as the controller does it, then stopped: the demo service leaves at once. */
  async function takeOut(all: readonly Replica[], leaving: Replica): Promise<void> {
    await stack.balancer.apply(stack.service(), membersOf(all, [leaving.number]), soon());
    const settled = (view: Awaited<ReturnType<typeof stack.view>>) => inFlightOf(view, leaving) === 0;
    await eventually(() => stack.view(all), settled, 30_000);
    const rest = all.filter((replica) => replica !== leaving);
    await stack.balancer.apply(stack.service(), membersOf(rest), soon());
    await stack.docker('stop', leaving.id);
  }

  it(`loses no request in ${CYCLES} times of leaving, stopping, starting and joining`, {
    timeout: 300_000,
  }, async () => {
    const loads = startLoads();
    try {
      for (let cycle = 0; cycle < CYCLES; cycle += 1) {
        const all = await stack.replicas();
        const leaving = all[cycle % all.length];
        if (leaving === undefined) throw new Error('no replica');
        await takeOut(all, leaving);
        await stack.docker('start', leaving.id);
        const change = await stack.balancer.apply(stack.service(), membersOf(await stack.replicas()), soon());
        expect(change.changed).toBe(true);
      }
    } finally {
      await Promise.all(Object.values(loads).map((load) => load.stop()));
    }
    for (const [name, load] of Object.entries(loads)) {
      const { ok, failed, firstFailures } = await load.stop();
      expect({ name, failed, firstFailures }).toEqual({ name, failed: 0, firstFailures: [] });
      expect(ok).toBeGreaterThan(50);
    }
  });
});
