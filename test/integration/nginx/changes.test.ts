import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Replica } from '../../../src/core/replica.ts';
import { ask, shares } from '../../support/balancing/client.ts';
import type { NginxStack } from '../../support/nginx-stack.ts';
import { AUTO, inFlightOf, membersOf, NGINX_IMAGES, startStack } from '../../support/nginx-stack.ts';
import { eventually, soon } from '../../support/wait.ts';

describe.each(NGINX_IMAGES)('changes of %s', (image) => {
  let stack: NginxStack;
  let url: string;

  beforeAll(async () => {
    stack = await startStack({ image, replicas: 3, app: 'test/support/balancing/app.js' });
    url = await stack.url();
  });

  afterAll(() => stack?.down());

  const apply = async (...args: Parameters<typeof membersOf>) =>
    stack.balancer.apply(stack.service(), membersOf(...args), soon());
  const answers = async () => (await fetch(url, { headers: { connection: 'close' } })).status;
  const servedBy = async (requests: number) => (await shares(`${url}/`, requests)).size;
  /** As many requests as there are replicas, twice, which last until they are let go. */
  const hold = () => Array.from({ length: 6 }, () => ask(`${url}/hold`, { method: 'POST' }));
  const letGo = (all: readonly Replica[]) =>
    Promise.all(all.map(({ addresses }) => ask(`http://${addresses[0]?.ipv4}:8080/let-go`)));
  const workerPids = () => stack.inBalancer("cat /proc/[0-9]*/stat | grep '(nginx)' | cut -d ' ' -f 1");

  it('boots before there is any upstream, and serves with the first one', async () => {
    expect(await answers()).toBe(502);
    const all = await stack.replicas();
    expect(await apply(all.slice(0, 2))).toEqual({
      changed: true,
      reloadReason: 'nginx does not know the upstream "web" yet',
    });
    expect(await servedBy(6)).toBe(2);
    expect((await stack.view(all)).inRotation).toEqual(all.slice(0, 2).map(({ id }) => id));
  });

  it('joins a replica, and changes nothing when nothing changed', async () => {
    const all = await stack.replicas();
    expect(await apply(all)).toEqual({
      changed: true,
      reloadReason: 'the servers of the upstream "web" changed',
    });
    expect(await servedBy(9)).toBe(3);
    const before = await workerPids();
    expect(await apply(all)).toEqual({ changed: false });
    expect(await workerPids()).toBe(before);
  });

  it('drains: no new requests, in flight until the old worker has gone, then out without a reload', async () => {
    const all = await stack.replicas();
    const held = hold();
    const [leaving] = all;
    if (leaving === undefined) throw new Error('no replica');
    const busy = await eventually(
      () => stack.view(all),
      (view) => all.every((replica) => inFlightOf(view, replica) > 0),
    );
    expect(busy.inRotation).toHaveLength(3);
    await apply(all, [leaving.number]);
    const draining = await stack.view(all);
    expect(draining.inRotation).toEqual(all.slice(1).map(({ id }) => id));
    expect(draining.entries.find(({ replicaId }) => replicaId === leaving.id)?.state).toBe('draining');
    expect(inFlightOf(draining, leaving)).toBeGreaterThan(0);
    expect(await servedBy(8)).toBe(2);
    await letGo(all);
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    await eventually(
      () => stack.view(all),
      (view) => inFlightOf(view, leaving) === 0,
    );
    expect(await stack.inBalancer("grep -l 'is shutting[ ]down' /proc/[0-9]*/cmdline || true")).toBe('');
    expect(await apply(all.slice(1))).toEqual({ changed: false });
  });

  it('remembers a replica that left, over further changes, until the workers that know it have gone', async () => {
    const all = await stack.replicas();
    const [first, second, third] = all;
    if (first === undefined || second === undefined || third === undefined) throw new Error('no replicas');
    await apply(all);
    const held = hold();
    await eventually(
      () => stack.view(all),
      (view) => all.every((replica) => inFlightOf(view, replica) > 0),
    );
    await apply([second, third]);
    await apply([third]);
    const view = await stack.view(all);
    for (const left of [first, second]) expect(inFlightOf(view, left)).toBeGreaterThan(0);
    await letGo(all);
    expect((await Promise.all(held)).every(({ status }) => status === 200)).toBe(true);
    await eventually(
      () => stack.view(all),
      (now) => inFlightOf(now, first) + inFlightOf(now, second) === 0,
    );
  });

  it('cuts what is still in flight, at a replica that left', async () => {
    const all = await stack.replicas();
    await apply(all);
    const endless = hold().map((request) =>
      request.then(
        ({ status }) => status,
        () => 'cut',
      ),
    );
    const [leaving, ...rest] = all;
    if (leaving === undefined) throw new Error('no replica');
    await eventually(
      () => stack.view(all),
      (view) => all.every((replica) => inFlightOf(view, replica) > 0),
    );
    await stack.balancer.cutSessions(stack.service(), leaving, soon());
    expect((await stack.view(all)).inRotation).toHaveLength(3);
    await apply(rest);
    await stack.balancer.cutSessions(stack.service(), leaving, soon());
    expect(inFlightOf(await stack.view(all), leaving)).toBe(0);
    expect(await Promise.all(endless)).toEqual(Array.from({ length: 6 }, () => 'cut'));
    expect(await servedBy(6)).toBe(2);
  });

  it('takes an empty upstream, and a full one after it', async () => {
    const all = await stack.replicas();
    for (const algorithm of ['leastconn', 'source', 'random', 'roundrobin'] as const)
      await stack.balancer.apply(stack.service({ algorithm }), [], soon());
    expect(await answers()).toBe(502);
    expect((await stack.view(all)).inRotation).toEqual([]);
    await apply(all);
    expect(await servedBy(9)).toBe(3);
  });

  it.each([15, 250])('has room for %i servers', async (count) => {
    const [one] = await stack.replicas();
    const [place] = one?.addresses ?? [];
    if (one === undefined || place === undefined) throw new Error('no replica');
    const many = Array.from({ length: count }, (_, n) => ({
      ...one,
      id: `${n}`,
      number: n,
      addresses: [{ ...place, ipv4: `10.99.99.${n}` }],
    }));
    expect(await apply(many)).toMatchObject({ changed: true });
    expect((await stack.view(many)).inRotation).toHaveLength(count);
  });

  it.each(['leastconn', 'source', 'random', 'roundrobin'] as const)('spreads by %s', async (algorithm) => {
    const all = await stack.replicas();
    await stack.balancer.apply(stack.service({ algorithm }), membersOf(all), soon());
    expect(await answers()).toBe(200);
    if (algorithm === 'source') expect(await servedBy(6)).toBe(1);
  });

  it('carries changes of several services together', async () => {
    const all = await stack.replicas();
    const service = (name: string) => stack.service({ backend: name }, name);
    await stack.balancer.apply(stack.service(), membersOf(all), soon());
    const before = await stack.inBalancer(`ls ${AUTO}`);
    const first = stack.balancer.apply(service('one'), membersOf(all), soon());
    const rest = ['two', 'three', 'two'].map((name, index) =>
      stack.balancer.apply(service(name), membersOf(all.slice(index)), soon()),
    );
    expect((await Promise.all([first, ...rest])).map(({ changed }) => changed)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    const log = await stack.docker('logs', `${stack.project}-lb-1`);
    expect(before).not.toContain('two');
    expect(await stack.inBalancer(`grep -c 'server 198' ${AUTO}/*-two.conf`)).toBe('1');
    expect(log).not.toContain('[emerg]');
  });
});
