import { describe, expect, it } from 'vitest';
import { MINUTE, metric, policy, requests, target, thresholds } from '../../../support/builders.ts';
import { SHOP_WEB, webPolicy } from '../../../support/world/policies.ts';
import { World } from '../../../support/world/world.ts';
import { runCli } from '../../../support/world/world-cli.ts';

const two = (overrides = {}) =>
  webPolicy({
    min: 2,
    max: 4,
    metrics: [
      metric({ rule: thresholds({ up: { value: 70, forMs: MINUTE }, down: 30 }) }),
      requests({ rule: target(31) }),
    ],
    ...overrides,
  });

/** A world in which both metrics have had this value for a while. */
async function measuring(value: number, replicas: number, given = two(), seconds = 20): Promise<World> {
  const world = new World({ policy: given, replicas, load: value });
  world.boot();
  await world.pass(seconds);
  return world;
}

async function told(world: World, ...argv: readonly string[]): Promise<string> {
  const { code, out, err } = await runCli(world, ['explain', 'web', ...argv]);
  expect([code, err]).toEqual([0, '']);
  return out;
}

describe('autoscaler explain', () => {
  it('tells a hold that will end, and what would have changed it', async () => {
    expect(await told(await measuring(82, 3))).toMatchInlineSnapshot(`
      "shop/web held at 3: cpu is 82 % (> 70 %, must hold 45 s more) and requests is 27.3 req/s per replica (target 31 req/s)
      decided since 12:00 UTC, 4 times, last 5 s ago

      What was measured, and what each rule asked for
        cpu is 82 % (> 70 %, must hold 45 s more): asks for 3 replicas  [METRIC_PENDING]
        requests is 27.3 req/s per replica (target 31 req/s): asks for 3 replicas  [METRIC_WITHIN]
      What decided
        no rule asks for another count
      Outcome
        3 replicas, no change
      If nothing changes
        up to 4 after 50 s
      What would have changed that
        cpu at 70 % or less: it stays at 3
      "
    `);
  });

  it('tells what a scaling costs or saves when the policy has a price', async () => {
    const price = { perHour: 0.042, currency: 'EUR' };
    const world = new World({ policy: two({ price }), replicas: 2, load: 100 });
    expect(await told(world)).toContain('Outcome\n  2 → 4, which costs 0.084 EUR an hour\n');
    const beside = new World({ policy: two({ price, shadow: two({ max: 3 }) }), replicas: 2, load: 100 });
    expect(await told(beside, '--shadow')).toContain(
      '3 replicas instead of 4, which saves 0.042 EUR an hour;',
    );
  });

  it('tells which bound decided, and what is asked for beyond it', async () => {
    expect(await told(await measuring(200, 4))).toMatchInlineSnapshot(`
      "shop/web held at 4: requests is 50 req/s per replica (target 31 req/s) but max is 4 replicas
      decided since 12:00 UTC, 4 times, last 5 s ago

      What was measured, and what each rule asked for
        cpu is 200 % (> 70 %, must hold 45 s more): asks for 4 replicas  [METRIC_PENDING]
        requests is 50 req/s per replica (target 31 req/s): asks for 7 replicas  [METRIC_ABOVE]
      What decided
        max is 4 replicas  [AT_MAX]
      Outcome
        4 replicas, no change
      If nothing changes
        it stays at 4
      What would have changed that
        with a max of 7: up to 7  [AT_MAX]
      "
    `);
  });

  it('tells what somebody’s pause kept from coming', async () => {
    const world = new World({ policy: two(), replicas: 2, load: 82 });
    const pause = { since: world.clock.now(), by: 'kim' };
    const change = { ref: SHOP_WEB, at: world.clock.now(), by: 'kim', change: { kind: 'pause' as const } };
    world.journal.saveControl({ ref: SHOP_WEB, control: { pause } }, change);
    world.boot();
    await world.pass(8);
    expect(await told(world)).toContain('without the pause: up to 3  [PAUSED]');
  });

  it('says what it would decide when no controller has', async () => {
    const story = await told(new World({ policy: two(), replicas: 2, load: 82 }));
    expect(story).toContain('no controller has decided yet; this is what it would decide now');
    expect(story).toContain('What would have changed that\n  ');
  });

  it('says when the policy was edited since', async () => {
    const world = await measuring(50, 2);
    world.kill();
    world.setPolicy(two({ max: 9 }));
    expect(await told(world)).toContain('that cannot be told: the policy was edited since');
  });

  it('still tells after an edit that decides nothing', async () => {
    const world = await measuring(50, 2);
    world.kill();
    world.setPolicy(two({ price: { perHour: 0.05, currency: 'EUR' } }));
    expect(await told(world)).not.toContain('edited since');
  });

  it('tells an earlier decision', async () => {
    const world = await measuring(50, 2);
    const then = new Date(world.clock.now()).toISOString();
    world.load = 82;
    await world.pass(120);
    expect(await told(world, '--at', then)).toMatch(/^shop\/web held at 2: cpu is 50 %/);
    expect(await told(world, '--at', '30s')).not.toMatch(/cpu is 50 %/);
    const { code, err } = await runCli(world, ['explain', 'web', '--at', '2d']);
    expect([code, err]).toEqual([2, expect.stringContaining('nothing is known of shop/web at that time')]);
  });

  it('prints one document', async () => {
    const document = JSON.parse(await told(await measuring(82, 3), '--json'));
    expect(document).toMatchObject({
      ...{ project: 'shop', service: 'web', action: 'hold', from: 3, to: 3, decidedBy: null },
      unchanged: { to: 4, afterSeconds: expect.any(Number) },
    });
    expect(document.otherwise.metrics).toContainEqual(
      expect.objectContaining({ metric: 'cpu', direction: 'down', value: 70, to: 3 }),
    );
  });

  it('refuses a service without a policy', async () => {
    const world = new World({ policy: policy({ ref: { project: 'shop', service: 'api' } }) });
    const { code, err } = await runCli(world, ['explain', 'web']);
    expect([code, err]).toEqual([2, expect.stringContaining('no policy covers shop/web')]);
  });

  it('tells of the shadow on request, and what would have changed the decision all the same', async () => {
    const shadow = two({ max: 20 });
    const world = await measuring(200, 4, two({ shadow }));
    const story = await told(world);
    expect(story).not.toContain('shadow');
    expect(story).toContain('What would have changed that\n  with a max of 7');
    const withShadow = await told(world, '--shadow');
    expect(withShadow).toContain('with a max of 7');
    expect(withShadow).toContain(
      'What the shadow would have done\n  7 replicas instead of 4; its decision: up from 4 to 7',
    );
    expect(JSON.parse(await told(world, '--json'))).toMatchObject({ to: 4, shadow: { to: 7 } });
    expect(await told(await measuring(82, 3), '--shadow')).toContain('none; a policy file with');
  });
});
