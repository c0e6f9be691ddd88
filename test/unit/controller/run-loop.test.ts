import { describe, expect, it } from 'vitest';
import { Controller } from '../../../src/controller/controller.ts';
import { runLoop } from '../../../src/controller/run-loop.ts';
import { AutoscalerError } from '../../../src/core/errors.ts';
import { expectCalm } from '../../support/world/calm.ts';
import { plansOf } from '../../support/world/journalled.ts';
import { World } from '../../support/world/world.ts';

const unreachable = new AutoscalerError('E_DOCKER_UNREACHABLE', 'the engine does not answer');

describe('ticks', () => {
  it('come every interval', async () => {
    const world = new World();
    world.boot();
    await world.pass(1);
    expect(world.recorder.ticks).toBe(1);
    await world.pass(20);
    expect(world.recorder.ticks).toBe(5);
  });

  it('that take longer than the interval follow each other at once', async () => {
    const world = new World();
    world.faults.add({ call: 'list', times: 3, effect: 7000 });
    world.boot();
    await world.pass(22);
    expect(world.recorder.ticks).toBe(4);
  });

  it('come soon after a container of the project came or went, however many', async () => {
    const world = new World({ replicas: 3 });
    world.boot();
    await world.pass(7);
    expect(world.recorder.ticks).toBe(2);
    world.compose.die(1);
    world.compose.die(2);
    await world.pass(0.2);
    expect(world.recorder.ticks).toBe(2);
    await world.pass(0.2);
    expect(world.recorder.ticks).toBe(3);
    expect(world.haproxy.active).toEqual(['10.0.0.4']);
  });

  it('come soon after what happened while one was under way', async () => {
    const world = new World({ replicas: 3 });
    world.boot();
    await world.pass(4.9);
    world.faults.add({ call: 'list', when: 'after', effect: 1000 });
    await world.pass(0.5);
    world.compose.die(1);
    await world.pass(1.5);
    expect(world.recorder.ticks).toBe(3);
    expect(world.haproxy.active).toHaveLength(2);
  });

  it('do not come for what happens in other projects', async () => {
    const world = new World();
    world.boot();
    await world.pass(7);
    const other = world.docker.create({ project: 'other', service: 'db' }, 1);
    world.docker.start(other);
    await world.pass(1);
    expect(world.recorder.ticks).toBe(2);
  });

  it('that fail are told once, and healthy again', async () => {
    const world = new World({ replicas: 2, load: 3 });
    const faults: (string | undefined)[] = [];
    const dependencies = world.dependencies;
    world.faults.add({ call: 'list', times: 4, effect: unreachable });
    const options = { intervalMs: 5000, isDryRun: false };
    const controller = new Controller(dependencies, world.policyReader, options);
    const stop = new AbortController();
    void runLoop(controller, dependencies, options, (fault) => faults.push(fault), stop.signal);
    await world.pass(28);
    const said = 'the engine does not answer';
    expect(faults.slice(0, 5)).toEqual([said, said, said, said, undefined]);
    expect(world.recorder.said('error', said)).toHaveLength(1);
    expect(world.recorder.said('info', 'the tick works again')).toHaveLength(1);
    expect(world.recorder.failures).toHaveLength(4);
    await world.pass(5);
    expect(world.running).toHaveLength(3);
    stop.abort();
  });

  it('whose record the journal refuses change nothing', async () => {
    const world = new World({ replicas: 2, load: 3 });
    const { recordDecisions } = world.journal;
    world.journal.recordDecisions = () => {
      throw new AutoscalerError('E_JOURNAL', 'disk full');
    };
    world.boot();
    await world.pass(20);
    expectCalm(world, 2);
    expect(world.recorder.said('error', 'disk full')).toHaveLength(1);
    world.journal.recordDecisions = recordDecisions;
    await world.pass(20);
    expectCalm(world, 3);
  });

  it('go on scaling when only its steps cannot be journalled', async () => {
    const world = new World({ replicas: 2, load: 3 });
    world.journal.recordStep = () => {
      throw new AutoscalerError('E_JOURNAL', 'disk full');
    };
    world.boot();
    await world.pass(20);
    expectCalm(world, 3);
  });
});

describe('a stop signal', () => {
  it('is heard while a tick is under way, which then starts nothing', async () => {
    const world = new World({ replicas: 2, load: 5 });
    world.faults.add({ call: 'list', effect: 3000 });
    world.boot();
    await world.pass(1);
    await world.terminate();
    expect(world.running).toHaveLength(2);
    expect(plansOf(world)).toEqual([]);
  });

  it('ends a scaling at once although a tick hangs', async () => {
    const world = new World({ replicas: 2, load: 5 });
    for (const number of [3, 4, 5])
      world.docker.behaviours.set(number, { settlesAfterMs: 50_000, becomes: 'ready', stopsAfterMs: 200 });
    world.boot();
    await world.pass(4);
    world.faults.add({ call: 'list', effect: 30_000 });
    await world.pass(3);
    void world.terminate();
    await world.pass(1);
    expect(world.running).toHaveLength(2);
    expect(world.docker.containers).toHaveLength(2);
    await world.pass(40);
  });
});

describe('the engine', () => {
  it('going away in mid-scale and coming back with nothing lost is undone and tried again', async () => {
    const world = new World({ replicas: 2, load: 4 });
    world.boot();
    await world.pass(1.5);
    for (const call of ['list', 'await-ready', 'stop', 'remove', 'create', 'start'] as const)
      world.faults.add({ call, times: 4, effect: unreachable });
    for (const container of world.running.filter((c) => c.number > 2))
      world.compose.die(container.number, 137);
    await world.pass(120);
    world.faults.clear();
    await world.pass(120);
    expectCalm(world, 4);
  });
});

describe('a list of containers that is out of date', () => {
  it.each([2000, 4000, 6000, 9000, 12_000])('by %i ms does not undo what was done since', async (ms) => {
    const world = new World({ replicas: 2, load: 5 });
    world.sendRequests(50, 800);
    world.faults.add({ call: 'list', when: 'after', skip: 1, times: 4, effect: ms });
    world.boot();
    await world.pass(7);
    world.load = 3;
    await world.pass(12);
    world.load = 5;
    await world.pass(100);
    expectCalm(world, 5);
    expect(world.haproxy.tally).toMatchObject({ refused: 0, cut: 0, lost: 0 });
  });
});

it('a dry run decides and changes nothing', async () => {
  const world = new World({ replicas: 2, load: 5 });
  const called: string[] = [];
  const dependencies = world.dependencies;
  const { target, balancers } = dependencies;
  const forbid = (name: string) => () => {
    called.push(name);
    throw new Error(`${name} in a dry run`);
  };
  const harmless = {
    ...dependencies,
    target: {
      ...target,
      create: forbid('create'),
      start: forbid('start'),
      stop: forbid('stop'),
      remove: forbid('remove'),
    },
    balancers: () => ({ ...balancers('haproxy'), apply: forbid('apply'), cutSessions: forbid('cut') }),
    collectUsage: forbid('collect'),
  };
  const controller = new Controller(harmless, world.policyReader, { intervalMs: 5000, isDryRun: true });
  for (let i = 0; i < 5; i += 1) {
    const tick = controller.tick();
    await world.pass(5);
    const [result] = await tick;
    expect(result?.decision).toMatchObject({ action: 'scale-up', from: 2, to: 5 });
  }
  await controller.settled();
  expect(called).toEqual([]);
  expect(world.docker.containers).toHaveLength(2);
});
