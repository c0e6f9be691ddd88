import { describe, expect, it } from 'vitest';
import { AutoscalerError } from '../../../src/core/errors.ts';
import { ask, running } from '../../support/world/asking.ts';
import { expectCalm } from '../../support/world/calm.ts';
import { outcomesOf, plansOf, reasonsOf } from '../../support/world/journalled.ts';
import { SHOP_WEB } from '../../support/world/policies.ts';

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
