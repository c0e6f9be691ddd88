import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Replica } from '../../../src/core/replica.ts';
import type { HaproxyStack } from '../../support/haproxy-stack.ts';
import { inFlightOf, membersOf, startStack } from '../../support/haproxy-stack.ts';
import { eventually, soon } from '../../support/wait.ts';

describe.each(['haproxy:2.6', 'haproxy:3.2'] as const)('slots of %s', (image) => {
  let stack: HaproxyStack;
  let replicas: readonly Replica[];
  let url: string;

  beforeAll(async () => {
    stack = await startStack({ image, replicas: 3 });
    replicas = await stack.replicas();
    url = await stack.url();
  });

  afterAll(() => stack?.down());

  const view = () => stack.balancer.view(stack.service(), replicas, soon());
  const pid = () => stack.inBalancer('pgrep -o -P 1 haproxy || ps -o pid= --ppid 1 | head -n 1');
  const hostnames = async (requests = 12) => {
    const bodies = await Promise.all(
      Array.from({ length: requests }, async () => (await fetch(url, { signal: soon(5_000) })).json()),
    );
    return new Set(bodies.map((body) => hostnameIn(body)));
  };
  const hostnameOf = (replica: Replica | undefined) => replica?.id.slice(0, 12) ?? '';

  it('answers 503 before anything was applied', async () => {
    expect((await fetch(url)).status).toBe(503);
    expect(await view()).toEqual({ entries: [], inRotation: [] });
  });

  it('writes the backend and reloads once, for HAProxy does not know it yet', async () => {
    const change = await stack.balancer.apply(stack.service(), membersOf(replicas.slice(0, 1)), soon());
    expect(change).toEqual({ changed: true, reloadReason: 'HAProxy does not know the backend "web" yet' });
    // A connection that the old process still holds gets one more answer from it.
    await eventually(
      async () => (await fetch(url)).status,
      (status) => status === 200,
    );
    expect(await hostnames()).toEqual(new Set([hostnameOf(replicas[0])]));
  });

  it('joins without a reload, and at once', async () => {
    const before = await pid();
    const change = await stack.balancer.apply(stack.service(), membersOf(replicas), soon());
    expect(change).toEqual({ changed: true });
    expect((await view()).inRotation.toSorted()).toEqual(replicas.map(({ id }) => id).toSorted());
    expect(await hostnames()).toEqual(new Set(replicas.map(hostnameOf)));
    expect(await pid()).toBe(before);
    const file = await stack.inBalancer(`cat /usr/local/etc/haproxy/auto/${stack.project}-web.cfg`);
    for (const { id } of replicas) expect(file).toContain(id.slice(0, 12));
  });

  it('changes nothing when nothing is to be changed', async () => {
    expect(await stack.balancer.apply(stack.service(), membersOf(replicas), soon())).toEqual({
      changed: false,
    });
  });

  it('drains: what runs is finished, nothing new comes', async () => {
    const leaving = replicas[1];
    if (leaving === undefined) throw new Error('no replica');
    const slow = Array.from({ length: 3 }, async () => (await fetch(`${url}/slow?ms=1500`)).status);
    await eventually(view, (now) => inFlightOf(now, leaving) === 1);
    expect(
      await stack.balancer.apply(stack.service(), membersOf(replicas, [leaving.number]), soon()),
    ).toEqual({ changed: true });
    const draining = await view();
    expect(draining.entries.find(({ replicaId }) => replicaId === leaving.id)).toMatchObject({
      state: 'draining',
      inFlight: 1,
    });
    expect(draining.inRotation).not.toContain(leaving.id);
    expect(await hostnames()).not.toContain(hostnameOf(leaving));
    expect(await Promise.all(slow)).toEqual([200, 200, 200]);
    await eventually(view, (now) => inFlightOf(now, leaving) === 0);
  });

  it('leaves, and gives the slot to the next one', async () => {
    const staying = replicas.filter((_, index) => index !== 1);
    expect(await stack.balancer.apply(stack.service(), membersOf(staying), soon())).toEqual({
      changed: true,
    });
    expect((await view()).entries.length).toBe(2);
    expect(await stack.balancer.apply(stack.service(), membersOf(replicas), soon())).toEqual({
      changed: true,
    });
    expect((await view()).inRotation.length).toBe(3);
  });

  it('cuts what a draining replica still serves when asked to', async () => {
    const leaving = replicas[2];
    if (leaving === undefined) throw new Error('no replica');
    const giveUp = new AbortController();
    const slow = Array.from({ length: 3 }, () =>
      fetch(`${url}/slow?ms=20000`, { signal: giveUp.signal }).catch(() => undefined),
    );
    await eventually(view, (now) => inFlightOf(now, leaving) === 1);
    await stack.balancer.apply(stack.service(), membersOf(replicas, [leaving.number]), soon());
    expect(inFlightOf(await view(), leaving)).toBe(1);
    await stack.balancer.cutSessions(stack.service(), leaving, soon());
    await eventually(view, (now) => inFlightOf(now, leaving) === 0, 3_000);
    giveUp.abort();
    await Promise.all(slow);
  });

  it('reloads when there are more members than slots', async () => {
    await stack.scale(8);
    replicas = await stack.replicas();
    const change = await stack.balancer.apply(stack.service(), membersOf(replicas), soon());
    expect(change.reloadReason).toBe('the backend "web" has 6 slots and needs 8');
    expect((await view()).inRotation.length).toBe(8);
    await stack.scale(3);
    replicas = await stack.replicas();
    expect(await stack.balancer.apply(stack.service(), membersOf(replicas), soon())).toEqual({
      changed: true,
    });
  });

  it('reloads when the settings change', async () => {
    const service = stack.service({ algorithm: 'leastconn' });
    const change = await stack.balancer.apply(service, membersOf(replicas), soon());
    expect(change.reloadReason).toBe('the settings of the backend "web" changed');
    expect((await view()).inRotation.length).toBe(3);
    expect(await stack.balancer.apply(service, membersOf(replicas), soon())).toEqual({ changed: false });
  });
});

function hostnameIn(body: unknown): string {
  return typeof body === 'object' && body !== null && 'hostname' in body ? String(body.hostname) : '';
}
