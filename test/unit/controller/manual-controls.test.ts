import { expect, it } from 'vitest';
import type { ManualControl } from '../../../src/core/manual-control.ts';
import { ask, running } from '../../support/world/asking.ts';
import { reasonsOf } from '../../support/world/journalled.ts';
import { SHOP_WEB, webPolicy } from '../../support/world/policies.ts';
import type { World } from '../../support/world/world.ts';

const policy = webPolicy({ min: 1, max: 8 });
const ANN = 'ann (bounds)';

function control(world: World, wanted: ManualControl): void {
  const at = world.clock.now();
  const change = { ref: SHOP_WEB, at, by: ANN, change: { kind: 'resume' } } as const;
  world.journal.saveControl({ ref: SHOP_WEB, control: wanted }, change);
}

function bounds(world: World, wanted: { min?: number; max?: number }, minutes = 10): void {
  const since = world.clock.now();
  control(world, { bounds: { ...wanted, since, until: since + minutes * 60_000, by: ANN } });
}

const kinds = (world: World) =>
  world.journal.changes({ limit: 9 }).map(({ by, change }) => `${by} ${change.kind}`);

it('at least six for ten minutes, then back by itself', async () => {
  const world = await running(2, policy);
  bounds(world, { min: 6 });
  await world.pass(60);
  expect(world.running).toHaveLength(6);
  expect(world.controller.services[0]?.policy).toMatchObject({ min: 6, max: 8 });
  await world.pass(600);
  expect(world.running).toHaveLength(2);
  expect(reasonsOf(world)).toContain('TEMPORARY_MIN');
  expect(kinds(world)[0]).toBe('autoscaler bounds-lifted');
  expect(world.journal.controls()).toEqual([]);
});

it('bounds for a while outlive the controller', async () => {
  const world = await running(2, policy);
  bounds(world, { min: 6 });
  world.kill();
  world.boot();
  await world.pass(60);
  expect(world.running).toHaveLength(6);
});

it('at most three for a while: what is above goes, the policy’s min gives way', async () => {
  const world = await running(5, webPolicy({ min: 4, max: 8 }));
  bounds(world, { max: 3 });
  await world.pass(60);
  expect(world.running).toHaveLength(3);
  expect(reasonsOf(world)).toContain('TEMPORARY_MAX');
  expect(world.controller.services[0]?.policy).toMatchObject({ min: 3, max: 3 });
});

it('the newer of a forced count and bounds for a while wins', async () => {
  const world = await running(2, policy);
  ask(world, 0, { force: true });
  await world.pass(60);
  expect(world.running).toHaveLength(0);
  ask(world, 12, { force: true });
  await world.pass(60);
  bounds(world, { max: 7 });
  await world.pass(60);
  expect(world.running).toHaveLength(2);
  ask(world, 9, { force: true });
  await world.pass(60);
  expect(world.running).toHaveLength(9);
});

it('paused, nothing is scaled but on request; afterwards the count there is counts', async () => {
  const world = await running(2, webPolicy({ min: 1, max: 8, metrics: [] }));
  control(world, { pause: { since: world.clock.now(), by: ANN } });
  await world.pass(6);
  expect(reasonsOf(world)).toContain('PAUSED');
  ask(world, 4);
  await world.pass(60);
  expect(world.running).toHaveLength(4);
  world.compose.stop(1);
  await world.pass(60);
  const left = world.running.length;
  control(world, {});
  await world.pass(60);
  expect(world.running).toHaveLength(left);
});

it('a pause ends when its time is over', async () => {
  const world = await running(2, policy);
  const since = world.clock.now();
  control(world, { pause: { since, until: since + 60_000, by: ANN } });
  await world.pass(6);
  world.load = 5;
  await world.pass(50);
  expect(world.running).toHaveLength(2);
  await world.pass(60);
  expect(world.running).toHaveLength(5);
  expect(kinds(world)[0]).toBe('autoscaler resume');
});
