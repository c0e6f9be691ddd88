import { describe, expect, it } from 'vitest';
import { UsageMeter } from '../../../src/controller/usage-meter.ts';
import { SHOP_WEB } from '../../support/world/policies.ts';
import { World } from '../../support/world/world.ts';

const HOUR = 3_600_000;

describe('a usage meter', () => {
  it('counts the replicas that ran since the last look, as many as then', () => {
    const meter = new UsageMeter(5_000);
    expect(meter.look(SHOP_WEB, 2, 1_000)).toBeUndefined();
    expect(meter.look(SHOP_WEB, 5, 6_000)).toEqual({ watchedMs: 5_000, replicaMs: 10_000 });
    expect(meter.look(SHOP_WEB, 5, 8_000)).toEqual({ watchedMs: 2_000, replicaMs: 10_000 });
  });

  it('does not guess what ran while nobody looked, nor when the clock went back', () => {
    const meter = new UsageMeter(5_000);
    meter.look(SHOP_WEB, 2, 1_000);
    expect(meter.look(SHOP_WEB, 2, 62_000)).toBeUndefined();
    expect(meter.look(SHOP_WEB, 2, 60_000)).toBeUndefined();
    expect(meter.look(SHOP_WEB, 2, 61_000)).toEqual({ watchedMs: 1_000, replicaMs: 2_000 });
    meter.forget(SHOP_WEB);
    expect(meter.look(SHOP_WEB, 2, 62_000)).toBeUndefined();
  });

  it('waits longer for slow ticks', () => {
    const meter = new UsageMeter(60_000);
    meter.look(SHOP_WEB, 1, 0);
    expect(meter.look(SHOP_WEB, 1, 120_000)).toEqual({ watchedMs: 120_000, replicaMs: 120_000 });
  });
});

describe('a controller', () => {
  it('journals what ran, also over a restart; what ran in between is not counted', async () => {
    const world = new World({ replicas: 3, load: 3 });
    const used = () => world.journal.usage(SHOP_WEB, 0, world.clock.now());
    world.boot();
    await world.pass(600);
    const first = used();
    expect(first.watchedMs).toBeGreaterThan(590_000);
    expect(first.replicaMs).toBe(3 * first.watchedMs);
    world.kill();
    await world.pass(3 * 3600);
    expect(used()).toEqual(first);
    world.boot();
    await world.pass(600);
    expect(used().watchedMs - first.watchedMs).toBeGreaterThan(590_000);
    expect(used().replicaMs).toBeLessThan(3.1 * (1200 / 3600) * HOUR);
  });
});
