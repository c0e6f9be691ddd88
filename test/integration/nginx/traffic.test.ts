import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NginxRef } from '../../../src/adapters/nginx/service.ts';
import { TRAFFIC_DEFAULTS } from '../../../src/core/balancing.ts';
import type { Replica } from '../../../src/core/replica.ts';
import { type Answer, type AskOptions, ask, shares } from '../../support/balancing/client.ts';
import type { NginxStack } from '../../support/nginx-stack.ts';
import { membersOf, NGINX_IMAGES, startStack } from '../../support/nginx-stack.ts';
import { eventually, soon } from '../../support/wait.ts';

const LISTEN = { listen: [{ port: 80 }], algorithm: 'roundrobin' } as const;

describe.each(NGINX_IMAGES)('what a client sees of %s when a policy asks for', (image) => {
  let stack: NginxStack;
  let all: readonly Replica[];
  let url: string;

  beforeAll(async () => {
    stack = await startStack({
      image,
      replicas: 3,
      app: 'test/support/balancing/app.js',
      edit: (config) => config.replace(/\n {2}server \{[\s\S]*\n {2}\}\n/, '\n'),
    });
    all = await stack.replicas();
    url = await stack.url();
  });

  afterAll(() => stack?.down());

  const apply = (changes: Partial<NginxRef> = {}, members = all) =>
    stack.balancer.apply(stack.service({ ...LISTEN, ...changes }), membersOf(members), soon());
  const get = (path = '/', question: AskOptions = {}) => ask(`${url}${path}`, question);
  const isOf = (replica: Replica | undefined, name = 'none') => replica?.id.startsWith(name) === true;
  /** How many of the requests each replica answered, by its number. */
  async function sharesBy(requests: number, cookie = ''): Promise<Readonly<Record<number, number>>> {
    const counts = await shares(`${url}/`, requests, { headers: { cookie } });
    return Object.fromEntries(
      [...counts].map(([name, count]) => [all.find((replica) => isOf(replica, name))?.number ?? 0, count]),
    );
  }
  const direct = (replica: Replica | undefined) => `http://${replica?.addresses[0]?.ipv4}:8080`;
  async function timesSeen(path: string): Promise<readonly number[]> {
    const answers = await Promise.all(all.map((replica) => ask(`${direct(replica)}/seen`)));
    return answers.map(({ body }) => JSON.parse(body).seen.filter((one: string) => one === path).length);
  }

  it('a port, which it gets and loses with the policy', async () => {
    expect(await apply()).toMatchObject({ changed: true });
    expect((await get('/x')).status).toBe(200);
    expect(await apply()).toEqual({ changed: false });
    await apply({ listen: [] });
    await eventually(
      () =>
        get('/x').then(
          () => 'open',
          () => 'closed',
        ),
      (state) => state === 'closed',
    );
  });

  it('weights', async () => {
    await apply({ weights: { '1': 50, '3': 0 } });
    expect(await sharesBy(30)).toEqual({ 1: 10, 2: 20 });
    expect((await stack.view(all)).inRotation).toHaveLength(3);
  });

  describe('clients that stay with their replica', () => {
    const sticky = { sticky: { cookie: 'lb' } };
    const cookieIn = ({ headers }: Answer) => /^lb=\d+/.exec(headers['set-cookie']?.[0] ?? '')?.[0];

    it('which are spread at first, stay, and stay when others join', async () => {
      await apply(sticky, all.slice(0, 2));
      const first = await Promise.all([1, 2, 3, 4].map(() => get()));
      expect(new Set(first.map(cookieIn))).toEqual(new Set(['lb=1', 'lb=2']));
      expect(first[0]?.headers['set-cookie']).toEqual([expect.stringMatching(/^lb=\d; Path=\/; HttpOnly$/)]);
      await apply(sticky);
      const again = await get('/', { headers: { cookie: 'a=b; lb=2' } });
      expect(again.headers['set-cookie']).toBeUndefined();
      expect(await sharesBy(6, 'lb=2')).toEqual({ 2: 6 });
    });

    it('or move when it leaves, and are told so', async () => {
      await apply(sticky, all.slice(1));
      const moved = await get('/', { headers: { cookie: 'lb=1' } });
      expect(cookieIn(moved)).toMatch(/^lb=[23]$/);
      expect(isOf(all[0], moved.name)).toBe(false);
      for (const cookie of ['lb=', 'lb=99', 'lb=1;2', 'lb=web'])
        expect(cookieIn(await get('/', { headers: { cookie } }))).toMatch(/^lb=[23]$/);
    });

    it('or move when it crashes, before anybody knows', async () => {
      await apply(sticky);
      await stack.docker('stop', '-t', '0', all[1]?.id ?? '');
      const answers = await Promise.all(
        Array.from({ length: 10 }, () =>
          get('/', { method: 'POST', headers: { cookie: 'lb=2' }, body: [Buffer.alloc(1)] }),
        ),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      for (const answer of answers) expect(cookieIn(answer)).toMatch(/^lb=[13]$/);
      await stack.docker('start', all[1]?.id ?? '');
      all = await stack.replicas();
    });
  });

  it('a circuit breaker: a replica that fails is left alone, and no client sees its failures', async () => {
    await apply({ circuitBreaker: { failures: 2, pauseMs: 60_000 } });
    for (const replica of all) await ask(`${direct(replica)}/break`);
    const post = await get('/order', { method: 'POST' });
    expect(post).toMatchObject({ status: 500, name: expect.any(String) });
    expect((await timesSeen('/order')).toSorted()).toEqual([0, 0, 1]);
    for (const replica of all) await ask(`${direct(replica)}/mend`);
    await stack.docker('pause', all[0]?.id ?? '');
    await apply({
      circuitBreaker: { failures: 2, pauseMs: 60_000 },
      timeouts: { ...TRAFFIC_DEFAULTS.timeouts, responseMs: 300 },
    });
    const answers = [];
    for (let n = 0; n < 20; n += 1) answers.push(await get());
    await stack.docker('unpause', all[0]?.id ?? '');
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(answers.filter(({ tookMs }) => tookMs >= 300)).toHaveLength(2);
  });

  it('a timeout for answers', async () => {
    await apply({ timeouts: { ...TRAFFIC_DEFAULTS.timeouts, responseMs: 400 } }, all.slice(0, 1));
    const answer = await get('/?ms=60000');
    expect(answer.status).toBe(504);
    expect(answer.tookMs).toBeGreaterThanOrEqual(400);
  });

  it('a largest body, and none at first', async () => {
    const body = () => [Buffer.alloc(3_000_000)];
    await apply();
    expect(JSON.parse((await get('/', { body: body() })).body).bytes).toBe(3_000_000);
    await apply({ body: { maxBytes: 2_000_000, buffering: false } });
    expect(
      (await get('/', { method: 'POST', body: body(), headers: { 'content-length': '3000000' } })).status,
    ).toBe(413);
    expect((await get('/', { method: 'POST', body: [Buffer.alloc(1)] })).status).toBe(200);
  });

  it.each([
    [false, 1],
    [true, 0],
  ])('bodies that are buffered or not: %s', async (buffering, seenHalfWay) => {
    const path = `/upload-${buffering}`;
    await apply({ body: { buffering } });
    async function* slowly() {
      yield Buffer.alloc(200_000);
      if (buffering) await pause(300);
      else
        await eventually(
          () => timesSeen(path),
          (times) => times.includes(1),
        );
      expect((await timesSeen(path)).reduce((a, b) => a + b)).toBe(seenHalfWay);
      yield Buffer.alloc(1);
    }
    const answer = await get(path, { method: 'POST', body: slowly() });
    expect(JSON.parse(answer.body).bytes).toBe(200_001);
  });

  it('uploads and streams that outlast reloads, and WebSockets', async () => {
    await apply();
    async function* slowly() {
      for (const members of [all.slice(1), all, all.slice(0, 1)]) {
        yield Buffer.alloc(50_000);
        await apply({}, members);
      }
      yield Buffer.alloc(1);
    }
    const socket = new WebSocket(`${url.replace('http', 'ws')}/socket`);
    const echo = async (text: string) => {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      socket.addEventListener('message', ({ data }) => resolve(data), { once: true });
      socket.addEventListener('error', reject, { once: true });
      socket.addEventListener('close', reject, { once: true });
      socket.send(text);
      return promise;
    };
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true });
      socket.addEventListener('error', reject, { once: true });
    });
    expect(await echo('before')).toMatch(/ before$/);
    const events = (await fetch(`${url}/events`)).body?.pipeThrough(new TextDecoderStream()).getReader();
    const asked = performance.now();
    expect((await events?.read())?.value).toMatch(/^data: \w+ 0\n/);
    expect(performance.now() - asked).toBeLessThan(1500);
    const upload = await get('/', { method: 'POST', body: slowly() });
    expect(JSON.parse(upload.body).bytes).toBe(150_001);
    expect(await echo('after')).toMatch(/ after$/);
    socket.close();
    await eventually(
      async () => (await events?.read())?.value,
      (text) => / 1\d\n/.test(text ?? ''),
    );
    await events?.cancel();
  });

  it('a limit for each client, which outlasts reloads', async () => {
    await apply({ rateLimit: { requests: 5, periodMs: 60_000 } });
    const statuses = async (count: number) => {
      const answers = await Promise.all(Array.from({ length: count }, () => get()));
      return answers.map(({ status }) => status).toSorted();
    };
    expect(await statuses(8)).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
    await apply({ rateLimit: { requests: 5, periodMs: 60_000 } }, all.slice(1));
    expect(await statuses(2)).toEqual([429, 429]);
    await apply();
    expect(await statuses(8)).toEqual(Array.from({ length: 8 }, () => 200));
  });
});
