import { describe, expect, it } from 'vitest';
import { askController } from '../../../src/controller/requests.ts';
import { AutoscalerError } from '../../../src/core/errors.ts';
import type { ScaleRequest } from '../../../src/core/journal.ts';
import { expectCalm } from '../../support/world/calm.ts';
import { outcomesOf, plansOf, reasonsOf } from '../../support/world/journalled.ts';
import { SHOP_WEB, webPolicy } from '../../support/world/policies.ts';
import { World } from '../../support/world/world.ts';

const NEVER = new AbortController().signal;
const still = webPolicy({ metrics: [], min: 1, max: 6 });

/** Asks as the command line does; the result is what it would tell. */
function ask(world: World, replicas: number, overrides: Partial<ScaleRequest> = {}) {
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

async function running(replicas: number, policy = still): Promise<World> {
  const world = new World({ replicas, policy });
  world.boot();
  await world.pass(6);
  return world;
}

describe('a request', () => {
  it.each([1, 2, 5, 6])('for %i replicas is answered once they serve or are gone', async (replicas) => {
    const world = await running(3);
    world.sendRequests(50, 800);
    const answer = ask(world, replicas);
    await world.until('it is answered', () => answer.value !== undefined);
    expect(answer.value).toMatchObject({ ok: true, from: 3, to: replicas });
    expectCalm(world, replicas);
    await world.pass(60);
    expectCalm(world, replicas);
    expect(world.haproxy.tally).toMatchObject({ refused: 0, cut: 0, lost: 0 });
  });

  it('for the count there is already is answered at once', async () => {
    const world = await running(3);
    const answer = ask(world, 3);
    await world.pass(1);
    expect(answer.value).toMatchObject({ ok: true, from: 3, to: 3 });
    expect(plansOf(world)).toEqual([]);
  });

  it('outside the bounds is refused, unless it is forced', async () => {
    const world = await running(3);
    const refused = ask(world, 7);
    await world.pass(1);
    expect(refused.value).toBe(
      'E_OUT_OF_BOUNDS: 7 replicas of web is outside 1 to 6, the bounds of web.yaml',
    );
    const forced = ask(world, 7, { force: true });
    await world.pass(10);
    expect(forced.value).toMatchObject({ ok: true, to: 7 });
    await world.pass(60);
    expectCalm(world, 7);
    expect(reasonsOf(world)).toContain('MANUAL');
  });

  it.each([-1, 1_000_000])('for %d replicas is refused', async (replicas) => {
    const world = await running(3);
    const answer = ask(world, replicas, { force: true });
    await world.pass(1);
    expect(String(answer.value)).toMatch(/^E_REPLICAS_INVALID/);
  });

  it('for none keeps one container stopped, and a later one starts from it', async () => {
    const world = await running(3);
    const answer = ask(world, 0, { force: true });
    await world.pass(3);
    expect(answer.value).toMatchObject({ ok: true, from: 3, to: 0 });
    await world.pass(60);
    expect(world.docker.containers.map((c) => `${c.number} ${c.state}`)).toEqual(['1 exited']);
    expect(world.haproxy.active).toEqual([]);
    const again = ask(world, 2);
    await world.pass(8);
    expect(again.value).toMatchObject({ ok: true, from: 0, to: 2 });
    expectCalm(world, 2);
  });

  it('that has expired is not served', async () => {
    const world = await running(3);
    world.journal.submitRequest({
      ref: SHOP_WEB,
      replicas: 5,
      force: false,
      by: 'ann',
      expiresAt: world.clock.now() - 1,
    });
    await world.pass(10);
    expectCalm(world, 3);
  });

  it('for a service that is not there is refused', async () => {
    const world = await running(3);
    const answer = ask(world, 2, { ref: { project: 'shop', service: 'nope' } });
    const other = ask(world, 2, { ref: { project: 'nope', service: 'web' } });
    await world.pass(1);
    expect(String(answer.value)).toMatch(/^E_SERVICE_UNKNOWN/);
    expect(String(other.value)).toMatch(/^E_PROJECT_UNKNOWN/);
  });

  it('for a service without a policy is served', async () => {
    const world = await running(2);
    world.setPolicy();
    await world.pass(6);
    expect(world.controller.services).toEqual([]);
    const answer = ask(world, 4);
    await world.pass(7);
    expect(answer.value).toMatchObject({ ok: true, from: 2, to: 4 });
    expect(world.running).toHaveLength(4);
    await world.pass(6);
    expect(world.controller.services).toEqual([]);
  });
});

describe('a request that cannot be met', () => {
  it('undoes everything when one replica fails, and says why', async () => {
    const world = await running(2);
    world.sendRequests(50, 800);
    world.docker.behaviours.set(4, { settlesAfterMs: 6000, becomes: 'unhealthy', stopsAfterMs: 200 });
    const answer = ask(world, 5);
    await world.pass(5);
    expect(world.haproxy.active).toHaveLength(4);
    await world.pass(5);
    expect(answer.value).toBe('E_UNHEALTHY: shop-web-4 is unhealthy');
    expectCalm(world, 2);
    expect(outcomesOf(world)).toEqual(['undone']);
    await world.pass(60);
    expectCalm(world, 2);
    expect(world.haproxy.tally).toMatchObject({ refused: 0, cut: 0, lost: 0 });
  });

  it('undoes everything when time runs out', async () => {
    const world = await running(2);
    world.docker.behaviours.set(4, { settlesAfterMs: 50_000, becomes: 'ready', stopsAfterMs: 200 });
    const answer = ask(world, 4, { expiresAt: world.clock.now() + 10_000 });
    await world.pass(12);
    expect(String(answer.value)).toMatch(
      /^E_NOT_CONVERGED: web did not reach 4 replicas.*within 1?\d s; it has 2/,
    );
    expectCalm(world, 2);
  });

  it('leaves a replica that serves when the balancer cannot be told, and takes it out later', async () => {
    const world = await running(2);
    world.docker.behaviours.set(4, { settlesAfterMs: 6000, becomes: 'unhealthy', stopsAfterMs: 200 });
    world.sendRequests(50, 800);
    ask(world, 4);
    await world.pass(5);
    const error = new AutoscalerError('E_BALANCER_SOCKET', 'no answer');
    world.faults.add({ call: 'apply', times: 3, effect: error });
    await world.pass(4);
    expect(world.numbers).toEqual([1, 2, 3]);
    await world.pass(60);
    expectCalm(world, 2);
    expect(world.haproxy.tally).toMatchObject({ refused: 0, cut: 0, lost: 0 });
  });

  it('is refused before anything starts when nothing can be cloned', async () => {
    const world = await running(2);
    const error = new AutoscalerError('E_NOT_CLONEABLE', 'it publishes port 80');
    world.faults.add({ call: 'assert-cloneable', effect: error });
    const answer = ask(world, 4);
    await world.pass(2);
    expect(answer.value).toBe('E_NOT_CLONEABLE: it publishes port 80');
    expect(plansOf(world)).toEqual([]);
  });

  it('says that the service vanished meanwhile', async () => {
    const world = await running(2);
    world.docker.behaviours.set(3, { settlesAfterMs: 20_000, becomes: 'ready', stopsAfterMs: 200 });
    const answer = ask(world, 3);
    await world.pass(2);
    void world.compose.down();
    await world.pass(30);
    expect(String(answer.value)).toMatch(/^E_/);
    expect(world.docker.containers).toEqual([]);
  });

  it('is told when the controller is ended meanwhile', async () => {
    const world = await running(2);
    const answer = ask(world, 5);
    await world.pass(2);
    await world.terminate();
    await world.pass(1);
    expect(String(answer.value)).toMatch(/^E_INTERRUPTED/);
    expect(world.numbers).toEqual([1, 2]);
  });

  it('is given up some time after the deadline when the controller was killed, whose successor undoes it', async () => {
    const world = await running(2);
    const answer = ask(world, 5, { expiresAt: world.clock.now() + 10_000 });
    await world.pass(2);
    world.kill();
    await world.pass(25);
    expect(String(answer.value)).toMatch(/^E_NOT_CONVERGED: the controller did not answer/);
    world.boot();
    await world.pass(30);
    expectCalm(world, 2);
  });
});

describe('two requests', () => {
  it.each([
    [5, 2],
    [5, 4],
    [1, 4],
    [4, 4],
  ])('for %i and then %i: the later one counts, the earlier one is told', async (first, second) => {
    const world = await running(3);
    world.sendRequests(50, 800);
    const earlier = ask(world, first);
    await world.pass(1.5);
    const later = ask(world, second, { by: 'bob' });
    await world.until('the later one is answered', () => later.value !== undefined);
    if (earlier.value === undefined || earlier.at === undefined || earlier.at > (later.at ?? 0) - 1)
      expect(String(earlier.value)).toMatch(/^E_INTERRUPTED: somebody asked for/);
    expect(later.value).toMatchObject({ ok: true, to: second });
    await world.pass(30);
    expectCalm(world, second);
    expect(world.haproxy.tally).toMatchObject({ refused: 0, cut: 0, lost: 0 });
  });

  it('at the same moment never run two plans at once', async () => {
    const world = await running(3);
    const answers = [ask(world, 5), ask(world, 2), ask(world, 4)];
    await world.pass(30);
    expect(answers.filter((a) => String(a.value).startsWith('E_INTERRUPTED'))).toHaveLength(2);
    expect(answers.at(-1)?.value).toMatchObject({ ok: true, to: 4 });
    expectCalm(world, 4);
    expect(outcomesOf(world)).toEqual(['done']);
  });

  it('for a service without a policy work on the same one', async () => {
    const world = await running(3);
    world.setPolicy();
    await world.pass(6);
    const answers = [ask(world, 6), ask(world, 4)];
    await world.pass(20);
    expect(answers[1]?.value).toMatchObject({ ok: true, to: 4 });
    expect(world.running).toHaveLength(4);
    expect(outcomesOf(world)).toEqual(['done']);
  });
});

describe('a request and the loop', () => {
  it('interrupts a scaling that the loop began', async () => {
    const world = new World({
      replicas: 2,
      load: 5,
      policy: webPolicy({ cooldown: { upMs: 0, downMs: 60_000 } }),
    });
    world.boot();
    await world.pass(1.5);
    world.load = 2;
    const answer = ask(world, 3);
    await world.until('it is answered', () => answer.value !== undefined);
    expect(answer.value).toMatchObject({ ok: true, to: 3 });
    expectCalm(world, 3);
  });

  it('wins over a load that wants another count, until it is answered', async () => {
    const world = new World({ replicas: 2, load: 2 });
    world.docker.behaviours.set(4, { settlesAfterMs: 14_000, becomes: 'ready', stopsAfterMs: 200 });
    world.boot();
    await world.pass(6);
    world.load = 8;
    const answer = ask(world, 4);
    await world.until('it is answered', () => answer.value !== undefined);
    expect(answer.value).toMatchObject({ ok: true, to: 4 });
    await world.pass(30);
    expectCalm(world, 8);
  });

  it('down is not taken back because of the load', async () => {
    const world = new World({
      replicas: 4,
      load: 4,
      policy: webPolicy({ cooldown: { upMs: 0, downMs: 0 } }),
    });
    world.sendRequests(100, 8000);
    world.boot();
    await world.pass(9);
    const answer = ask(world, 2);
    await world.until('it is answered', () => answer.value !== undefined);
    expect(answer.value).toMatchObject({ ok: true, from: 4, to: 2 });
  });

  it('goes on when the journal fails for a while', async () => {
    const world = await running(2);
    const { takeRequests } = world.journal;
    let failures = 0;
    world.journal.takeRequests = (now) => {
      failures += 1;
      if (failures < 20) throw new AutoscalerError('E_JOURNAL', 'disk full');
      return takeRequests.call(world.journal, now);
    };
    const answer = ask(world, 3);
    await world.pass(15);
    expect(answer.value).toMatchObject({ ok: true, to: 3 });
    expect(world.recorder.said('error', 'disk full')).toHaveLength(1);
  });
});
