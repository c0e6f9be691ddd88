import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommands } from '../../../src/adapters/haproxy/runtime-client.ts';
import type { Replica } from '../../../src/core/replica.ts';
import type { HaproxyStack } from '../../support/haproxy-stack.ts';
import { membersOf, startStack } from '../../support/haproxy-stack.ts';
import { eventually, soon } from '../../support/wait.ts';

describe.each(['haproxy:2.6', 'haproxy:3.2'] as const)('reaching %s', (image) => {
  let stack: HaproxyStack;
  let replicas: readonly Replica[];

  beforeAll(async () => {
    const shipped = await readFile('deploy/haproxy/haproxy.cfg', 'utf8');
    const sockets = [
      'stats socket ipv4@*:9999 level admin',
      'stats socket /var/lib/haproxy/user.sock mode 666 level user',
      'stats socket /var/lib/haproxy/private.sock mode 600 level admin',
    ];
    const config = shipped.replace('\ndefaults\n', `\n  ${sockets.join('\n  ')}\n\ndefaults\n`);
    stack = await startStack({ image, replicas: 2, ipv6: true, config });
    replicas = await stack.replicas();
  });

  afterAll(() => stack?.down());

  const onlyV6 = () =>
    replicas.map((replica) => ({
      ...replica,
      addresses: replica.addresses.map(({ networkId, network, ipv6 = '' }) => ({ networkId, network, ipv6 })),
    }));

  it('works over TCP, by the balancer’s name, also from outside of its network', async () => {
    const service = stack.service({ socket: 'tcp://lb:9999' });
    await stack.balancer.apply(service, membersOf(replicas), soon());
    expect((await stack.balancer.view(service, replicas, soon())).inRotation.length).toBe(2);
  });

  it('works with IPv6 replicas, on file and at run time', async () => {
    const url = await stack.url();
    const six = onlyV6();
    expect(six.every(({ addresses }) => addresses.every(({ ipv6 }) => ipv6.includes(':')))).toBe(true);
    expect(await stack.balancer.apply(stack.service(), membersOf(six), soon())).toEqual({ changed: true });
    await eventually(
      () => stack.balancer.view(stack.service(), six, soon()),
      ({ inRotation, entries }) =>
        inRotation.length === 2 && entries.some(({ address }) => address.includes(':')),
    );
    expect(await stack.balancer.apply(stack.service(), membersOf(six), soon())).toEqual({ changed: true });
    expect(await stack.balancer.apply(stack.service(), membersOf(six), soon())).toEqual({ changed: false });
    expect((await fetch(url)).status).toBe(200);
    await stack.docker('restart', '--time', '1', `${stack.project}-lb-1`);
    const view = () => stack.balancer.view(stack.service(), six, soon());
    expect((await eventually(view, ({ inRotation }) => inRotation.length > 0)).entries.length).toBe(2);
    expect(await stack.balancer.apply(stack.service(), membersOf(six), soon())).toEqual({ changed: false });
  });

  it('asks for a socket of level admin', async () => {
    const service = stack.service({ socket: '/var/lib/haproxy/user.sock' });
    await expect(stack.balancer.apply(service, membersOf(replicas), soon())).rejects.toMatchObject({
      code: 'E_BALANCER_SOCKET',
      message: expect.stringContaining('Permission denied'),
      fix: expect.stringContaining('level admin'),
    });
  });
});

describe('a socket that does not speak as HAProxy does', () => {
  it('is given up when it says nothing before the caller’s deadline, or closes', async () => {
    const silent = createServer(() => undefined);
    const rude = createServer((socket) => socket.end('HTTP/1.1 400 Bad request\r\n\r\n'));
    const ports = await Promise.all(
      [silent, rude].map(
        (server) =>
          new Promise<number>((resolve) => {
            server.listen(0, '127.0.0.1', () => {
              const address = server.address();
              resolve(typeof address === 'object' && address !== null ? address.port : 0);
            });
          }),
      ),
    );
    const ask = (port = 0) => runCommands({ kind: 'tcp', host: '127.0.0.1', port }, ['show info'], soon(300));
    await expect(ask(ports[0])).rejects.toMatchObject({ code: 'E_BALANCER_SOCKET' });
    await expect(ask(ports[1])).rejects.toMatchObject({ code: 'E_BALANCER_SOCKET' });
    silent.close();
    rude.close();
  });
});
