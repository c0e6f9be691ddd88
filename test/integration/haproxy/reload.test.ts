import { Agent, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Replica } from '../../../src/core/replica.ts';
import type { HaproxyStack } from '../../support/haproxy-stack.ts';
import { inFlightOf, membersOf, startStack } from '../../support/haproxy-stack.ts';
import { eventually, soon } from '../../support/wait.ts';

interface Response {
  readonly hostname: string;
  /** Whether it came over a connection from before. */
  readonly reused: boolean;
}

function get(url: string, agent: Agent): Promise<Response> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const hostname = /"hostname":"(\w+)"/.exec(Buffer.concat(chunks).toString())?.[1] ?? '';
        resolve({ hostname, reused: sent.reusedSocket });
      });
    });
    sent.on('error', reject);
    sent.end();
  });
}

async function startedWith(options: Parameters<typeof startStack>[0]) {
  const stack = await startStack(options);
  const replicas = await stack.replicas();
  const url = await stack.url();
  const change = await stack.balancer.apply(stack.service(), membersOf(replicas), soon());
  await eventually(
    async () => (await fetch(url)).status,
    (status) => status === 200,
  );
  return { stack, replicas, url, change };
}

describe.each(['haproxy:2.6', 'haproxy:3.2'] as const)('after a reload of %s', (image) => {
  let stack: HaproxyStack;
  let replicas: readonly Replica[];
  let url: string;

  beforeAll(async () => {
    ({ stack, replicas, url } = await startedWith({ image, replicas: 2 }));
  });

  afterAll(() => stack?.down());

  it('a leaving replica gets nothing from connections that the old process holds', async () => {
    const [leaving] = replicas;
    if (leaving === undefined) throw new Error('no replica');
    const agent = new Agent({ keepAlive: true, maxSockets: 6 });
    await Promise.all(Array.from({ length: 6 }, () => get(`${url}/slow?ms=200`, agent)));
    const service = stack.service({ algorithm: 'leastconn' });
    const members = membersOf(replicas, [leaving.number]);
    expect((await stack.balancer.apply(service, members, soon())).reloadReason).toBeDefined();
    const answers = await Promise.all(Array.from({ length: 6 }, () => get(`${url}/slow?ms=200`, agent)));
    agent.destroy();
    expect(answers.map(({ reused }) => reused)).toContain(true);
    expect(answers.map(({ hostname }) => hostname)).not.toContain(leaving.id.slice(0, 12));
  });

  it('a leaving replica counts as in use while the old process may still send it something', async () => {
    const [leaving] = replicas;
    if (leaving === undefined) throw new Error('no replica');
    const service = stack.service({ algorithm: 'roundrobin' });
    await stack.balancer.apply(service, membersOf(replicas), soon());
    const view = () => stack.balancer.view(service, replicas, soon());
    const agent = new Agent({ keepAlive: true });
    await get(url, agent);
    const changed = stack.service({ algorithm: 'leastconn' });
    expect((await stack.balancer.apply(changed, membersOf(replicas), soon())).reloadReason).toBeDefined();
    await stack.balancer.apply(changed, membersOf(replicas, [leaving.number]), soon());
    expect(inFlightOf(await view(), leaving)).toBe(1);
    agent.destroy();
    await eventually(view, (now) => inFlightOf(now, leaving) === 0);
  });

  it('what the old process still serves is in flight', async () => {
    const slow = Array.from({ length: 4 }, () => fetch(`${url}/slow?ms=3000`).then(({ status }) => status));
    const [first] = replicas;
    if (first === undefined) throw new Error('no replica');
    const view = () => stack.balancer.view(stack.service(), replicas, soon());
    const total = async () => replicas.reduce((sum, one) => sum + inFlightOf(now, one), 0);
    let now = await view();
    await eventually(
      async () => {
        now = await view();
        return total();
      },
      (sum) => sum === 4,
    );
    const change = await stack.balancer.apply(
      stack.service({ algorithm: 'random' }),
      membersOf(replicas),
      soon(),
    );
    expect(change.reloadReason).toBeDefined();
    now = await view();
    expect(await total()).toBe(4);
    expect(await Promise.all(slow)).toEqual([200, 200, 200, 200]);
    now = await view();
    expect(await total()).toBe(0);
  });
});

describe.each(['haproxy:2.6', 'haproxy:3.2'] as const)('%s without a master socket', (image) => {
  it('is reloaded by a signal', async () => {
    const { stack, replicas, change } = await startedWith({
      image,
      replicas: 2,
      master: false,
    });
    try {
      expect(change.reloadReason).toBeDefined();
      const view = await stack.balancer.view(stack.service(), replicas, soon());
      expect(view.inRotation.length).toBe(2);
    } finally {
      await stack.down();
    }
  });
});
