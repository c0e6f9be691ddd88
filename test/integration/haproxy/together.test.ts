import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BalancedService } from '../../../src/core/ports.ts';
import type { Replica } from '../../../src/core/replica.ts';
import type { HaproxyStack } from '../../support/haproxy-stack.ts';
import { inFlightOf, membersOf, startStack } from '../../support/haproxy-stack.ts';
import { eventually, soon } from '../../support/wait.ts';

/** A frontend with the name of a generated backend: HAProxy's own commands find the frontend first. */
const CONFIG = `
global
  stats socket /var/lib/haproxy/admin.sock mode 666 level admin expose-fd listeners
defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
frontend web
  bind *:80
  use_backend %[str(web)]
`;
/** More than are asked for one by one. */
const MANY = 10;

describe.each(['haproxy:2.6', 'haproxy:3.2'] as const)('services that share %s', (image) => {
  let stack: HaproxyStack;
  let replicas: readonly Replica[];
  let url: string;

  beforeAll(async () => {
    stack = await startStack({ image, replicas: 2, config: CONFIG });
    replicas = await stack.replicas();
    url = await stack.url();
  });

  afterAll(() => stack?.down());

  const serviceCalled = (name: string): BalancedService => ({
    ...stack.service({ backend: name }),
    ref: { project: stack.project, service: name },
  });
  const others = Array.from({ length: MANY }, (_, index) => `other${index}`);
  const viewOf = (name: string) => stack.balancer.view(serviceCalled(name), replicas, soon());

  it('requests in flight are seen although a frontend has the same name', async () => {
    await stack.balancer.apply(serviceCalled('web'), membersOf(replicas), soon());
    await eventually(
      async () => (await fetch(url)).status,
      (status) => status === 200,
    );
    const slow = Array.from({ length: 4 }, async () => (await fetch(`${url}/slow?ms=2000`)).status);
    const busy = await eventually(
      () => viewOf('web'),
      (view) => replicas.every((replica) => inFlightOf(view, replica) === 2),
    );
    expect(busy.inRotation).toHaveLength(2);
    expect(await Promise.all(slow)).toEqual([200, 200, 200, 200]);
  });

  it('one reading for many gives each its own, and none to a service that HAProxy does not know', async () => {
    for (const [index, name] of others.entries())
      await stack.balancer.apply(serviceCalled(name), membersOf(replicas.slice(index % 2)), soon());
    const slow = Array.from({ length: 4 }, async () => (await fetch(`${url}/slow?ms=2000`)).status);
    const names = ['web', 'unknown', ...others];
    const [web, unknown, ...views] = await eventually(
      () => Promise.all(names.map(viewOf)),
      ([first]) => replicas.every((replica) => first !== undefined && inFlightOf(first, replica) === 2),
    );
    expect(web?.inRotation).toHaveLength(2);
    expect(unknown).toEqual({ entries: [], inRotation: [] });
    expect(views.map(({ inRotation }) => inRotation.length)).toEqual(
      others.map((_, index) => 2 - (index % 2)),
    );
    for (const { entries } of views) expect(entries.map(({ inFlight }) => inFlight)).not.toContain(2);
    // Few and many see the same.
    expect(await viewOf('other0')).toEqual(views[0]);
    await Promise.all(slow);
  });
});
