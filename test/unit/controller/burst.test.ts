import { expect, it } from 'vitest';
import { counterfactualOf } from '../../../src/core/counterfactual/counterfactual.ts';
import { inputsOf } from '../../../src/core/situation.ts';
import { MINUTE, SECOND } from '../../support/builders.ts';
import { SHOP_WEB, webPolicy } from '../../support/world/policies.ts';
import { World } from '../../support/world/world.ts';

const BURST = { metric: 'load', threshold: 2, windowMs: 15 * SECOND, lastsMs: 2 * MINUTE };
const SLOW = { stabilization: { upMs: 5 * MINUTE, downMs: 0 } };

function reasonsOf(world: World): readonly string[] {
  return world.journal.lastDecision(SHOP_WEB)?.decision.reasons.map(({ code }) => code) ?? [];
}

it('goes up at once, and holds what came over a kill until its time is over', async () => {
  const world = new World({ policy: webPolicy({ ...SLOW, burst: BURST }), replicas: 2, load: 2 });
  world.boot();
  await world.pass(20);
  world.load = 7;
  await world.until('seven run', () => world.running.length === 7);
  world.load = 1;
  await world.pass(20);
  world.kill();
  await world.pass(10);
  world.boot();
  await world.pass(20);
  expect([world.running.length, ...reasonsOf(world)]).toEqual([7, 'METRIC_BELOW', 'BURST', 'BURST_HOLD']);
  await world.pass(180);
  expect([world.running.length, ...reasonsOf(world)]).toEqual([1, 'METRIC_WITHIN']);
});

it('can be explained from what the journal keeps, the burst’s own query too', async () => {
  const policy = webPolicy({ ...SLOW, burst: { ...BURST, query: 'load_now' } });
  const world = new World({ policy, replicas: 2, load: 5 });
  world.boot();
  await world.pass(2);
  const [entry] = world.journal.decisions({ ref: SHOP_WEB, limit: 10, action: 'scale-up' });
  const situation = entry && world.journal.situation(entry.id);
  expect(situation?.burstSample).toMatchObject({ kind: 'value', value: 5 });
  const inputs = situation && inputsOf(policy, entry.decision, situation, undefined, entry.lastAt);
  expect(inputs && counterfactualOf(entry.decision, inputs, 5 * SECOND)).toBeDefined();
});
