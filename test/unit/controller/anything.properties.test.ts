import fc from 'fast-check';
import { expect, it } from 'vitest';
import { expectCalm } from '../../support/world/calm.ts';
import { happen, scenarios } from '../../support/world/happenings.ts';
import { webPolicy } from '../../support/world/policies.ts';
import { World } from '../../support/world/world.ts';

it('whatever happens, the world comes to rest with what the load asks for', async () => {
  await fc.assert(
    fc.asyncProperty(scenarios, async ({ replicas, requestMs, happenings }) => {
      const lifecycle = {
        drainTimeoutMs: 5000,
        readyTimeoutMs: 20_000,
        settleMs: 2000,
        victim: 'newest',
      } as const;
      const world = new World({ replicas, policy: webPolicy({ lifecycle }) });
      const stop = world.sendRequests(200, requestMs);
      world.boot();
      for (const [ms, what] of happenings) {
        await world.clock.advance(ms);
        await happen(world, what);
      }
      await world.pass(10);
      world.faults.clear();
      world.docker.heal();
      world.load = 3;
      if (world.running.length === 0) world.compose.start();
      await world.pass(900);
      stop();
      expect(world.running).toHaveLength(3);
      expectCalm(world, 3, { stopped: world.docker.containers.length - 3 });
    }),
    { numRuns: 60 },
  );
}, 120_000);
