import { expect, it } from 'vitest';
import { ask, running } from '../../support/world/asking.ts';

it('why the balancer was reloaded is logged, also in the middle of a scaling', async () => {
  const world = await running(2);
  const reasons = () => world.recorder.said('info', 'balancer reloaded');
  expect(reasons()).toEqual(['balancer reloaded: 6 slots are needed']);
  ask(world, 4);
  await world.pass(20);
  expect(reasons()).toHaveLength(1);
  ask(world, 8, { force: true });
  await world.until('eight run', () => world.running.length === 8);
  await world.pass(5);
  expect(reasons().at(-1)).toBe('balancer reloaded: 8 slots are needed');
});
