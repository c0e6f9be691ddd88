import { describe, expect, it } from 'vitest';
import { AutoscalerError } from '../../../src/core/errors.ts';
import { ask, running } from '../../support/world/asking.ts';
import { expectCalm } from '../../support/world/calm.ts';
import { outcomesOf } from '../../support/world/journalled.ts';
import { webPolicy } from '../../support/world/policies.ts';
import { World } from '../../support/world/world.ts';

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
