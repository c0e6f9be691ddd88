import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Replica } from '../../../src/core/replica.ts';
import { ask, CookieClient, shares } from '../../support/balancing/client.ts';
import { direct, nameOf, type TrafficStack, trafficStack } from '../../support/balancing/haproxy.ts';
import { eventually } from '../../support/wait.ts';

describe.each(['haproxy:2.6', 'haproxy:3.2'] as const)('%s carries requests as the policy says', (image) => {
  let stack: TrafficStack;
  let url: string;
  let web: readonly [Replica, Replica, Replica];

  beforeAll(async () => {
    stack = await trafficStack(image, 3);
    url = stack.at(80);
    const [one, two, three] = await stack.replicas();
    if (!one || !two || !three) throw new Error('not three replicas');
    web = [one, two, three];
  });

  afterAll(() => stack?.project.down());

  it('by weight, and changes weights without a reload', async () => {
    const weighted = (weights: Record<string, number>) => stack.service({ weights });
    await stack.apply(weighted({ '1': 50 }), web);
    const counts = await shares(url, 100);
    expect(web.map((replica) => counts.get(nameOf(replica)))).toEqual([20, 40, 40]);
    expect(await stack.apply(weighted({ '1': 0, '2': 50 }), web)).toBeUndefined();
    const later = await shares(url, 90);
    expect(web.map((replica) => later.get(nameOf(replica)))).toEqual([undefined, 30, 60]);
    expect(await stack.inBalancer(`grep -c 'weight 50' ${await ownFile()}`)).toBe('1');
  });

  it('with sticky sessions that hold while others come and go, and move when their replica leaves', async () => {
    const service = stack.service({ sticky: { cookie: 'lb' } });
    await stack.apply(service, web.slice(0, 2));
    const [one, two, three] = web;
    const client = new CookieClient(url);
    const home = await client.ask();
    const [mine, other] = home === nameOf(one) ? [one, two] : [two, one];
    expect(home).toBe(nameOf(mine));
    const oldCookie = client.cookie;

    await stack.apply(service, web);
    expect([await client.ask(), await client.ask(), await client.ask()]).toEqual([home, home, home]);
    await stack.apply(service, web, [other]);
    await stack.apply(service, [mine, three]);
    expect([await client.ask(), await client.ask()]).toEqual([home, home]);
    expect(client.cookie).toBe(oldCookie);

    await stack.apply(service, [mine, three], [mine]);
    expect([await client.ask(), await client.ask()]).toEqual([nameOf(three), nameOf(three)]);
    expect(client.cookie).not.toBe(oldCookie);

    // The slot that `mine` had goes to `other`, which must not be taken for it.
    await stack.apply(service, [three]);
    await stack.apply(service, [other, three]);
    const late = new CookieClient(url);
    late.cookie = oldCookie;
    await late.ask();
    expect(late.cookie).not.toBe(oldCookie);
  });

  it('with a limit of requests per client', async () => {
    await stack.apply(stack.service({ rateLimit: { requests: 10, periodMs: 60_000 } }), web);
    const answers = [];
    for (let sent = 0; sent < 12; sent += 1) answers.push(await ask(url));
    expect(answers.map(({ status }) => status)).toEqual([...Array(10).fill(200), 429, 429]);
    expect(answers.at(-1)).toMatchObject({ headers: { 'retry-after': '60' }, name: undefined });
  });

  it('without a replica that fails, for a while', async () => {
    const circuitBreaker = { failures: 3, pauseMs: 2000 };
    const check = { intervalMs: 500, fall: 3, rise: 2, path: '/healthz' };
    await stack.apply(stack.service({ circuitBreaker, check }), web);
    const [bad] = web;
    await ask(direct(bad, '/break'));
    const isOut = async () => {
      const { inRotation } = await stack.balancer.view(stack.service(), web, AbortSignal.timeout(5_000));
      return (await ask(url)).status === 200 && !inRotation.includes(bad.id);
    };
    await eventually(isOut, Boolean);
    const since = Date.now();
    const during = await shares(url, 30);
    expect([during.get(nameOf(bad)), during.get('none')]).toEqual([undefined, undefined]);
    await ask(direct(bad, '/mend'));
    await eventually(
      () => ask(url),
      ({ name }) => name === nameOf(bad),
    );
    expect(Date.now() - since).toBeGreaterThan(1_400);
    expect(Date.now() - since).toBeLessThan(8_000);
  });

  it('with a share that grows slowly', async () => {
    const service = stack.service({ slowStartMs: 60_000 });
    const [one, two, three] = web;
    await stack.apply(service, [one, two]);
    expect(await stack.apply(service, web)).toBeUndefined();
    const counts = await shares(url, 60);
    expect(counts.get(nameOf(three)) ?? 0).toBeLessThan(8);
    expect((counts.get(nameOf(one)) ?? 0) + (counts.get(nameOf(two)) ?? 0)).toBeGreaterThan(52);
  });

  it('with one replica per client address, most of which stay where they are', async () => {
    await stack.apply(stack.service({ algorithm: 'source' }), web);
    expect((await shares(url, 10)).size).toBe(1);
  });

  const ownFile = async () => `/usr/local/etc/haproxy/auto/${stack.project.name}-web.cfg`;
});
