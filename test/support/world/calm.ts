import { expect } from 'vitest';
import { SHOP_WEB } from './policies.ts';
import type { World } from './world.ts';

/** What may be left over besides the replicas that run. */
export interface CalmOptions {
  /** Containers that stand stopped, such as a template. */
  readonly stopped?: number;
}

/**
 * Expects that the world rests with `replicas` running: all of them healthy, exactly they in the balancer, no plan
 * open, nothing left over, and nothing forbidden ever happened.
 */
export function expectCalm(world: World, replicas: number, { stopped = 0 }: CalmOptions = {}): void {
  const { docker, haproxy, running } = world;
  expect(world.violations).toEqual([]);
  expect(running.map((c) => `${c.number} ${c.state}`).sort()).toEqual(world.numbers.map((n) => `${n} ready`));
  expect(running).toHaveLength(replicas);
  expect(docker.containers.length - running.length).toBe(stopped);
  expect([...haproxy.active].sort()).toEqual(running.map((c) => c.ip).sort());
  expect(world.journal.openPlan(SHOP_WEB)).toBeUndefined();
  const [service] = world.controller.services;
  expect(service?.isBusy).toBe(false);
  expect(service?.staying.map((r) => r.id).sort()).toEqual(running.map((c) => c.id).sort());
}
