import { askController } from '../../../src/controller/requests.ts';
import { AutoscalerError } from '../../../src/core/errors.ts';
import type { ScaleRequest } from '../../../src/core/journal.ts';
import { SHOP_WEB, webPolicy } from './policies.ts';
import { World } from './world.ts';

const NEVER = new AbortController().signal;
/** A policy that never scales by itself. */
export const still = webPolicy({ metrics: [], min: 1, max: 6 });

/** Asks as the command line does; the result is what it would tell. */
export function ask(world: World, replicas: number, overrides: Partial<ScaleRequest> = {}) {
  const asked = { ref: SHOP_WEB, replicas, force: false, by: 'ann (scale)', ...overrides };
  const answer: { value?: unknown; at?: number } = {};
  const request = { expiresAt: world.clock.now() + 60_000, ...asked };
  askController(world.journal, request, world.clock, NEVER).then(
    (value) => Object.assign(answer, { value, at: world.clock.now() }),
    (error: unknown) =>
      Object.assign(answer, {
        value: error instanceof AutoscalerError ? `${error.code}: ${error.message}` : error,
        at: world.clock.now(),
      }),
  );
  return answer;
}

/** A world with this many replicas and a controller that has ticked. */
export async function running(replicas: number, policy = still): Promise<World> {
  const world = new World({ replicas, policy });
  world.boot();
  await world.pass(6);
  return world;
}
