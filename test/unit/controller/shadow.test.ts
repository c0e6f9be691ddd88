import { expect, it } from 'vitest';
import { target } from '../../support/builders.ts';
import { expectCalm } from '../../support/world/calm.ts';
import { LOAD, SHOP_WEB, webPolicy } from '../../support/world/policies.ts';
import { World } from '../../support/world/world.ts';

it('is decided with every tick and journalled, and never acted on', async () => {
  const shadow = webPolicy({ metrics: [{ ...LOAD, rule: target(0.5, 0) }], max: 20 });
  const world = new World({ policy: webPolicy({ shadow }), replicas: 2, load: 3 });
  world.boot();
  await world.pass(30);
  expectCalm(world, 3);
  const decision = world.journal.lastDecision(SHOP_WEB)?.decision;
  expect(decision).toMatchObject({ action: 'hold', to: 3, shadow: { action: 'scale-up', from: 3, to: 6 } });
});
