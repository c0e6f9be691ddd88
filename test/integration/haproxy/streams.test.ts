import { once } from 'node:events';
import { request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TRAFFIC_DEFAULTS } from '../../../src/core/balancing.ts';
import { ask } from '../../support/balancing/client.ts';
import { direct, nameOf, type TrafficStack, trafficStack } from '../../support/balancing/haproxy.ts';
import { eventually, soon } from '../../support/wait.ts';

describe.each(['haproxy:2.6', 'haproxy:3.2'] as const)('long and large requests through %s', (image) => {
  let stack: TrafficStack;
  let url: string;

  /** Silence of half a second is too long for an ordinary answer. */
  const impatient = () =>
    stack.service({
      listen: [{ port: 8081 }],
      timeouts: { ...TRAFFIC_DEFAULTS.timeouts, responseMs: 500 },
      body: { maxBytes: 4 * 1024 ** 2, buffering: false },
    });

  /** A WebSocket, open, whose replica says its name and what it hears. */
  async function talk() {
    const socket = new WebSocket(url.replace('http', 'ws'));
    await once(socket, 'open');
    const say = async (text: string) => {
      const [event] = await Promise.all([once(socket, 'message'), socket.send(text)]);
      return String(event[0].data);
    };
    return { socket, say };
  }

  beforeAll(async () => {
    stack = await trafficStack(image, 2);
    url = stack.at(8081);
    await stack.apply(impatient(), await stack.replicas());
  });

  afterAll(() => stack?.project.down());

  it('WebSockets and event streams outlive the response timeout, and other replicas that leave', async () => {
    const replicas = await stack.replicas();
    const { socket, say } = await talk();
    const home = (await say('one')).split(' ')[0];
    const stream = await eventually(events, ({ name }) => name === home);
    const others = replicas.filter((replica) => nameOf(replica) !== home);
    const staying = replicas.filter((replica) => nameOf(replica) === home);
    await stack.apply(impatient(), replicas, others);
    await stack.apply(impatient(), staying);
    await pause(1_000);
    expect(await say('two')).toBe(`${home} two`);
    const seen = stream.ticks();
    await eventually(stream.ticks, (ticks) => ticks > seen + 2);
    stream.end();
    socket.close();
    await stack.apply(impatient(), replicas);
  });

  it('a WebSocket is in flight on a replica that drains, speaks on, and ends when what is left is cut', async () => {
    const replicas = await stack.replicas();
    const { socket, say } = await talk();
    const home = (await say('one')).split(' ')[0];
    const leaving = replicas.filter((replica) => nameOf(replica) === home);
    const inFlight = async () => {
      const { entries } = await stack.balancer.view(impatient(), replicas, soon());
      return entries.find(({ replicaId }) => replicaId === leaving[0]?.id)?.inFlight;
    };
    await stack.apply(impatient(), replicas, leaving);
    await eventually(inFlight, (requests) => requests === 1);
    expect(await say('two')).toBe(`${home} two`);
    const closed = once(socket, 'close');
    for (const replica of leaving) await stack.balancer.cutSessions(impatient(), replica, soon());
    await closed;
    await eventually(inFlight, (requests) => requests === 0);
    await stack.apply(impatient(), replicas);
  });

  it('a replica that is silent for too long is answered for', async () => {
    expect((await ask(`${url}/?ms=2000`)).status).toBe(504);
  });

  it('a slow upload takes its time, a large one is passed on as it comes', async () => {
    const slow = await ask(url, { body: pieces(5, 1_000, 300) });
    expect(JSON.parse(slow.body)).toMatchObject({ bytes: 5_000 });
    const large = await ask(url, { body: pieces(200, 100_000) });
    expect(JSON.parse(large.body)).toMatchObject({ bytes: 20_000_000 });
  });

  it('a body that says it is too large is refused before a replica gets it', async () => {
    const headers = { 'content-length': String(5 * 1024 ** 2) };
    expect(await ask(url, { method: 'POST', headers, body: [] })).toMatchObject({
      status: 413,
      name: undefined,
    });
  });

  it('a POST is never sent twice, a GET goes on to another replica', async () => {
    const hungUp = async () => {
      const told = (await stack.replicas()).map((replica) => ask(direct(replica, '/hung-up')));
      return (await Promise.all(told)).reduce((sum, { body }) => sum + Number(JSON.parse(body).hungUp), 0);
    };
    expect((await ask(`${url}/hang-up`, { body: pieces(1, 10) })).status).toBe(502);
    expect(await hungUp()).toBe(1);
    expect((await ask(`${url}/hang-up`)).status).toBe(502);
    expect(await hungUp()).toBe(1 + 4);
  });

  async function events() {
    const sent = request(`${url}/events`, { agent: false }).end();
    const [response] = await once(sent, 'response');
    let count = 0;
    const { promise, resolve } = Promise.withResolvers<string>();
    response.on('data', (chunk: Buffer) => {
      count += 1;
      resolve(String(chunk).split(' ')[1] ?? '');
    });
    response.on('error', () => undefined);
    return { name: await promise, ticks: () => count, end: () => sent.destroy() };
  }

  async function* pieces(count: number, bytes: number, everyMs = 0) {
    for (let sent = 0; sent < count; sent += 1) {
      if (everyMs > 0) await pause(everyMs);
      yield Buffer.alloc(bytes);
    }
  }
});
