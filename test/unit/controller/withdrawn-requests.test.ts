import { describe, expect, it } from 'vitest';
import { askController } from '../../../src/controller/requests.ts';
import { expectCalm } from '../../support/world/calm.ts';
import { plansOf } from '../../support/world/journalled.ts';
import { SHOP_WEB, webPolicy } from '../../support/world/policies.ts';
import { World } from '../../support/world/world.ts';

async function running(replicas: number): Promise<World> {
  const world = new World({ replicas, policy: webPolicy({ metrics: [], min: 1, max: 6 }) });
  world.boot();
  await world.pass(6);
  return world;
}

/** Asks as the command line does; what it would tell is what the promise is rejected with. */
function askForSix({ journal, clock }: World, signal: AbortSignal): Promise<unknown> {
  const expiresAt = clock.now() + 60_000;
  const request = { ref: SHOP_WEB, replicas: 6, force: false, by: 'ann (scale)', expiresAt };
  return askController(journal, request, clock, signal).catch((error: unknown) => String(error));
}

describe('a request that is withdrawn', () => {
  it('on its way is undone, and its end awaited', async () => {
    const world = await running(3);
    const abort = new AbortController();
    let answer: unknown;
    void askForSix(world, abort.signal).then((told) => {
      answer = told;
    });
    await world.until('replicas are starting', () => plansOf(world).length === 1);
    abort.abort();
    await world.until('it is answered', () => answer !== undefined);
    expect(answer).toMatch(/interrupted; the step in hand was finished or undone/);
    await world.pass(5);
    expectCalm(world, 3);
  });

  it('before the controller sees it never happens', async () => {
    const world = await running(3);
    expect(await askForSix(world, AbortSignal.abort())).toMatch(/interrupted; the request was taken back/);
    await world.pass(5);
    expectCalm(world, 3);
    expect(plansOf(world)).toEqual([]);
  });
});
