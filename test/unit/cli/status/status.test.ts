import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { AutoscalerError } from '../../../../src/core/errors.ts';
import { MINUTE, metric, SECOND, thresholds } from '../../../support/builders.ts';
import { FakeScreen } from '../../../support/fake-screen.ts';
import { SHOP_WEB, webPolicy } from '../../../support/world/policies.ts';
import { World } from '../../../support/world/world.ts';
import { runCli, startCli } from '../../../support/world/world-cli.ts';

/** A world whose controller has decided for a while, with the points it would have written. */
async function lively(seconds = 30): Promise<World> {
  const world = new World({ replicas: 2, load: 2 });
  world.boot();
  await world.pass(seconds);
  const now = world.clock.now();
  for (let ago = 14; ago >= 1; ago -= 1) {
    const point = { at: now - ago * MINUTE, mean: 15 - ago, low: 0, high: 20, count: 4 };
    for (const series of ['replicas.current', world.controller.services[0]?.policy.metrics[0]?.name ?? ''])
      world.journal.recordPoints([{ ref: SHOP_WEB, series, point }]);
  }
  return world;
}

describe('autoscaler status', () => {
  it('tells replicas, bounds, each metric beside its rule, and the last decision', async () => {
    const { code, out } = await runCli(await lively(), ['status']);
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "SERVICE   NOW      LIMITS    15 MIN                          CARRIED BY
      shop/web  2 ready  1–10       ▂ ▂ ▃ ▃ ▄ ▄ ▅ ▅ ▆ ▆ ▇ ▇ █ █ ▂  haproxy
        load    1 each   target 1   ▂ ▂ ▃ ▃ ▄ ▄ ▅ ▅ ▆ ▆ ▇ ▇ █ █ ▂
        since 12:00 UTC held at 2: load is 1 per replica (target 1)
      "
    `);
  });

  it('tells what starts, drains and was asked for', async () => {
    const world = await lively();
    world.load = 4;
    await world.until('a scaling is under way', () => world.journal.openPlan(SHOP_WEB) !== undefined);
    const now = world.clock.now();
    const pause = { since: now, until: now + 30 * MINUTE, by: 'kim' };
    const bounds = { min: 3, since: now, until: now + 60 * MINUTE, by: 'ann' };
    const change = { ref: SHOP_WEB, at: now, by: 'kim', change: { kind: 'resume' as const } };
    world.journal.saveControl({ ref: SHOP_WEB, control: { pause, bounds } }, change);
    const { out } = await runCli(world, ['status']);
    expect(out).toMatchInlineSnapshot(`
      "SERVICE   NOW        LIMITS    15 MIN                          CARRIED BY
      shop/web  2/4 ready  3–10       ▂ ▂ ▃ ▃ ▄ ▄ ▅ ▅ ▆ ▆ ▇ ▇ █ █ ▃  haproxy
        load    1 each     target 1   ▂ ▂ ▃ ▃ ▄ ▄ ▅ ▅ ▆ ▆ ▇ ▇ █ █ ▃
        scaling 2 → 4: replica 3, 4 waiting to be healthy
        paused by kim until 12:30 UTC
        min 3 until 13:00 UTC, by ann (the policy says 1–10)
        since 12:00 UTC up from 2 to 4: load is 2 per replica (target 1)
      "
    `);
  });

  it('says when a controller is silent and a metric has no value', async () => {
    const world = await lively();
    world.load = { kind: 'empty' };
    await world.pass(10);
    world.kill();
    await world.pass(180);
    const { out } = await runCli(world, ['status']);
    expect(out).toContain('no value');
    expect(out).toContain('no decision for 3 min 5 s: is the controller alive?');
  });

  it('tells what it costs when the policy has a price', async () => {
    const price = { perHour: 6, currency: 'EUR' };
    const world = new World({ policy: webPolicy({ price }), replicas: 2, load: 2 });
    world.boot();
    await world.pass(300);
    expect((await runCli(world, ['status'])).out).toContain(
      'costs 12 EUR an hour now, 1 EUR in the last 24 h',
    );
    const [service] = JSON.parse((await runCli(world, ['status', '--json'])).out).services;
    expect(service).toMatchObject({
      price,
      usage: { day: { replicaHours: 0.1667, watchedHours: 0.0833 }, recorded: { cost: { currency: 'EUR' } } },
    });
  });

  it('prints one document', async () => {
    const { out } = await runCli(await lively(), ['status', '--json']);
    expect(JSON.parse(out).services[0]).toMatchObject({
      ...{ project: 'shop', service: 'web', desired: 2, paused: null, temporaryBounds: null, action: null },
      replicas: { current: 2, ready: 2, min: 1, max: 10 },
      balancer: { kind: 'haproxy', inRotation: 2 },
      members: [{ number: 1, state: 'ready', balancer: 'active' }, { number: 2 }],
      lastDecision: { action: 'hold', from: 2, to: 2 },
    });
  });
});

describe('autoscaler status --watch', () => {
  it('redraws in place, only what changed, and gives the screen back on q', async () => {
    const world = await lively();
    const screen = new FakeScreen();
    const { ended } = startCli(world, ['status', '--watch'], screen.terminal);
    await world.pass(1);
    expect(screen.state).toEqual({ isAlternate: true, hasCursor: false, isAttended: true });
    expect(screen.lines[0]).toMatch(/^autoscaler {2}1 service/);
    expect(screen.written()).toBeGreaterThan(4);
    await world.pass(3);
    // The clock alone, once a second.
    expect(screen.written()).toBeLessThanOrEqual(4);
    expect(screen.printed).toBe('');
    screen.press('q');
    await world.pass(1);
    expect(await ended).toBe(0);
    expect(screen.state).toEqual({ isAlternate: false, hasCursor: true, isAttended: false });
    expect(screen.printed).toMatch(/^SERVICE +NOW/);
  });

  it.each([
    [120, 30],
    [80, 24],
    [60, 12],
    [40, 8],
    [20, 5],
  ])('keeps to a screen of %i × %i', async (columns, rows) => {
    const world = await lively();
    const screen = new FakeScreen(200, 50);
    const { interrupt, ended } = startCli(world, ['status', '--watch'], screen.terminal);
    await world.pass(1);
    screen.resize(columns, rows);
    await world.pass(1);
    expect(screen.lines.length).toBeLessThanOrEqual(rows);
    for (const line of screen.lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    expect(screen.lines.join('\n')).toMatch(/shop\/we/);
    interrupt();
    await world.pass(1);
    expect(await ended).toBe(0);
    expect(screen.state.hasCursor).toBe(true);
  });

  it.each([
    [110, '15 MIN'],
    [70, '10 MIN'],
    [40, undefined],
  ])('has as much of the past in %i columns as there is room for', async (columns, title) => {
    const screen = new FakeScreen(columns, 24);
    const world = await lively();
    const { interrupt } = startCli(world, ['status', '--watch'], screen.terminal);
    await world.pass(1);
    expect(screen.lines[2]?.match(/\d+ MIN/)?.[0]).toBe(title);
    expect(/[▁-█]/.test(screen.lines[3] ?? '')).toBe(title !== undefined);
    interrupt();
    await world.pass(1);
  });

  it('tells a passing failure beside the last report; one from the start ends it', async () => {
    const world = await lively();
    const screen = new FakeScreen();
    const gone = new AutoscalerError('E_DOCKER_UNREACHABLE', 'the engine does not answer');
    world.kill();
    world.faults.add({ call: 'list', skip: 1, effect: gone });
    const { ended, interrupt } = startCli(world, ['status', '--watch'], screen.terminal);
    await world.pass(1.5);
    expect(screen.lines.at(-1)).toBe('! the engine does not answer');
    await world.pass(1);
    expect(screen.lines.at(-1)).not.toContain('answer');
    interrupt();
    await world.pass(1);
    expect(await ended).toBe(0);

    world.faults.add({ call: 'list', effect: gone });
    const failed = await runCli(world, ['status', '--watch'], screen.terminal);
    expect([failed.code, failed.err]).toEqual([1, expect.stringContaining('E_DOCKER_UNREACHABLE')]);
    expect(screen.state).toEqual({ isAlternate: false, hasCursor: true, isAttended: false });
  });

  it('prints a table each interval without a terminal, and a document a line with --json', async () => {
    const world = await lively();
    const plain = startCli(world, ['status', '--watch']);
    const json = startCli(world, ['status', '--watch', '--json']);
    await world.pass(11.5);
    for (const { interrupt } of [plain, json]) interrupt();
    await world.pass(1);
    expect(plain.said.out.match(/^SERVICE/gm)).toHaveLength(3);
    expect(plain.said.out).not.toContain('\u001b');
    const documents = json.said.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(documents.length).toBeGreaterThanOrEqual(11);
    expect(Date.parse(documents[1].at) - Date.parse(documents[0].at)).toBeGreaterThanOrEqual(SECOND);
  });

  it('shows a line a service when they are more than the screen holds, and scrolls', async () => {
    const world = await lively();
    const names = Array.from({ length: 12 }, (_, i) => `web${i}`);
    world.setPolicy(
      ...names.map((service) =>
        webPolicy({
          ref: SHOP_WEB,
          origin: service,
          metrics: [metric({ rule: thresholds({ up: 70, down: 30 }) })],
        }),
      ),
    );
    const screen = new FakeScreen(100, 10);
    const { interrupt, ended } = startCli(world, ['status', '--watch'], screen.terminal);
    await world.pass(1);
    expect(screen.lines.filter((line) => line.startsWith('shop/web')).length).toBe(7);
    screen.press('j');
    screen.press('\u001b[B');
    expect(screen.lines[0]).toMatch(/^SERVICE/);
    for (let i = 0; i < 20; i += 1) screen.press('k');
    expect(screen.lines[0]).toMatch(/^autoscaler/);
    interrupt();
    await world.pass(1);
    await ended;
  });
});
