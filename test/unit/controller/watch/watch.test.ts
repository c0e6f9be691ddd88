import { beforeEach, describe, expect, it } from 'vitest';
import { Watch } from '../../../../src/controller/watch/watch.ts';
import { decide } from '../../../../src/core/decision.ts';
import { AutoscalerError } from '../../../../src/core/errors.ts';
import { type Notice, noticeKinds } from '../../../../src/core/notice.ts';
import { SHOP_WEB, webPolicy } from '../../../support/world/policies.ts';
import { World } from '../../../support/world/world.ts';

const MINUTE = 60_000;
const policy = webPolicy({ min: 1, max: 8 });

let told: Notice[];
let world: World;
let watch: Watch;
let now: number;
let hasBegun: boolean;

beforeEach(() => {
  told = [];
  hasBegun = false;
  world = new World();
  now = world.clock.now();
  watch = new Watch({
    clock: { now: () => now },
    journal: world.journal,
    log: world.recorder.log,
    notifier: {
      start: () => {
        hasBegun = told.length === 0;
      },
      tell: (notice) => void told.push(notice),
      close: async () => undefined,
    },
    kinds: new Set(noticeKinds()),
  });
});

/** Ticks every ten seconds for some minutes; each time something is so. */
function pass(minutes: number, isSo: () => void = () => undefined): void {
  const end = now + minutes * MINUTE;
  for (; now < end; now += 10_000) {
    isSo();
    watch.tick();
  }
}

const heard = () => told.splice(0).map(({ kind, status }) => `${kind} ${status}`);
const decided = (from: number, to: number, ready = to) =>
  watch.decision(policy, decide(from, to, now, []), ready);

describe('what lasts is told once it has lasted, and once more when it is over', () => {
  it.each([
    ['at-max', 15, () => decided(8, 8)],
    ['cannot-scale', 5, () => decided(4, 4, 3)],
    ['metric-missing', 5, () => watch.sample(SHOP_WEB, 'cpu', { kind: 'empty' })],
    ['failing', 2, () => watch.failure(SHOP_WEB, new AutoscalerError('E_UNHEALTHY', 'web-3 is unhealthy'))],
    ['failing', 2, () => watch.failure(undefined, new AutoscalerError('E_DOCKER_MISSING', 'no socket'))],
    ['policy-faulty', 2, () => watch.policies(1, 2)],
  ])('%s after %i minutes', (kind, minutes, isSo) => {
    pass(minutes - 0.2, isSo);
    expect(heard()).toEqual([]);
    pass(30, isSo);
    expect(heard()).toEqual([`${kind} raised`]);
    watch.policies(1, 0);
    pass(30);
    expect(heard()).toEqual([`${kind} cleared`]);
    pass(minutes + 1, isSo);
    expect(heard()).toEqual([`${kind} raised`]);
  });

  it('what comes and goes again and again is one', () => {
    pass(20, () => {
      if ((now / 10_000) % 6 !== 0) decided(8, 8);
    });
    expect(heard()).toEqual(['at-max raised']);
  });

  it('two metrics and two services are told apart', () => {
    const other = { project: 'shop', service: 'api' };
    pass(6, () => {
      watch.sample(SHOP_WEB, 'cpu', { kind: 'empty' });
      watch.sample(SHOP_WEB, 'latency', { kind: 'error', code: 'E_PROMETHEUS_TIMEOUT', message: 'too slow' });
      watch.sample(other, 'cpu', { kind: 'empty' });
    });
    expect(told.map(({ message }) => message)).toEqual([
      'web is scaled without its metric cpu: empty',
      'web is scaled without its metric latency: too slow',
      'api is scaled without its metric cpu: empty',
    ]);
  });

  it('at a maximum that is the minimum too there is nothing to tell', () => {
    pass(20, () => watch.decision(webPolicy({ min: 2, max: 2 }), decide(2, 2, now, []), 2));
    expect(heard()).toEqual([]);
  });
});

describe('what happens is told at once', () => {
  it('a scaling, and a drain that was cut short', () => {
    decided(2, 4, 2);
    watch.drainOverran(SHOP_WEB);
    expect(told).toMatchObject([
      { kind: 'scaled', status: 'happened', ref: SHOP_WEB, message: 'web up from 2 to 4' },
      { kind: 'drain-overran', message: 'web: requests were cut at the deadline of a drain' },
    ]);
  });

  it('what people changed since the start', () => {
    const change = (by: string) =>
      world.journal.recordChange({ ref: SHOP_WEB, at: now, by, change: { kind: 'pause' } });
    change('before');
    watch.start();
    expect(hasBegun).toBe(true);
    expect(heard()).toEqual(['started happened']);
    change('ann (http)');
    change('kim (pause)');
    watch.tick();
    expect(told.map(({ message }) => message)).toEqual([
      'web: ann (http) paused it',
      'web: kim (pause) paused it',
    ]);
    told.length = 0;
    watch.tick();
    expect(told).toEqual([]);
  });
});

it('only the kinds that were asked for are told', () => {
  const notifier = {
    start: () => undefined,
    tell: (notice: Notice) => void told.push(notice),
    close: async () => undefined,
  };
  const { journal, recorder } = world;
  const kinds = new Set(['drain-overran'] as const);
  watch = new Watch({ clock: { now: () => now }, journal, log: recorder.log, notifier, kinds });
  watch.start();
  decided(2, 4, 2);
  watch.drainOverran(SHOP_WEB);
  expect(heard()).toEqual(['drain-overran happened']);
});
