import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HaproxyRef } from '../../../src/adapters/haproxy/service.ts';
import type { Replica } from '../../../src/core/replica.ts';
import type { HaproxyStack } from '../../support/haproxy-stack.ts';
import { membersOf, startStack } from '../../support/haproxy-stack.ts';
import { soon } from '../../support/wait.ts';

const AUTO = '/usr/local/etc/haproxy/auto';

describe.each(['haproxy:2.6', 'haproxy:3.2'] as const)('what %s refuses', (image) => {
  let stack: HaproxyStack;
  let replicas: readonly Replica[];

  beforeAll(async () => {
    stack = await startStack({ image, replicas: 2 });
    replicas = await stack.replicas();
    await stack.balancer.apply(stack.service(), membersOf(replicas.slice(0, 1)), soon());
  });

  afterAll(() => stack?.down());

  const apply = (changes: Partial<HaproxyRef> = {}, capacity = 4) =>
    stack.balancer.apply(stack.service(changes, capacity), membersOf(replicas), soon());
  const files = () => stack.inBalancer(`cd ${AUTO} && ls -A && cat *.cfg`);
  const inRotation = async () =>
    (await stack.balancer.view(stack.service(), replicas, soon())).inRotation.length;

  it('is told with file and line, and changes nothing', async () => {
    await stack.inBalancer(`printf 'backend other\\n  bogus keyword\\n' > ${AUTO}/other.cfg`);
    const before = await files();
    await expect(apply()).rejects.toMatchObject({
      code: 'E_BALANCER_INVALID',
      message: expect.stringContaining("unknown keyword 'bogus'"),
      at: `${AUTO}/other.cfg:2`,
    });
    expect(await files()).toBe(before);
    expect(await inRotation()).toBe(1);
    await stack.inBalancer(`rm ${AUTO}/other.cfg`);
    expect(await apply()).toEqual({ changed: true });
  });

  it('includes a backend of that name elsewhere', async () => {
    const before = await files();
    await expect(apply({ backend: 'not-there-yet' })).rejects.toMatchObject({
      code: 'E_BALANCER_INVALID',
      message: expect.stringContaining(`${AUTO}/${stack.project}-web.cfg:`),
    });
    expect(await files()).toBe(before);
    expect(await inRotation()).toBe(2);
  });

  it('includes a file that is not ours', async () => {
    const theirs = `${AUTO}/${stack.project}-api.cfg`;
    await stack.inBalancer(`echo '# mine' > ${theirs}`);
    const service = { ...stack.service({ backend: 'api' }), ref: { project: stack.project, service: 'api' } };
    await expect(stack.balancer.apply(service, [], soon())).rejects.toMatchObject({
      code: 'E_BALANCER_WRITE',
    });
    expect(await stack.inBalancer(`cat ${theirs}`)).toBe('# mine');
    await stack.inBalancer(`rm ${theirs}`);
  });

  it('includes directories that it does not load or have', async () => {
    await expect(apply({ configDir: '/tmp' })).rejects.toMatchObject({
      code: 'E_BALANCER_UNSUPPORTED',
      at: 'balancer.configDir',
    });
    await expect(apply({ configDir: '/nowhere' })).rejects.toMatchObject({ code: 'E_BALANCER_WRITE' });
    expect(await stack.inBalancer('ls -A /tmp')).toBe('');
  });

  it('includes sockets that cannot be reached, with the fix', async () => {
    await expect(apply({ socket: '/run/elsewhere.sock' })).rejects.toMatchObject({
      code: 'E_BALANCER_SOCKET',
      at: 'balancer.socket',
      fix: expect.stringContaining('named volume at /run'),
    });
    const nobody = stack.service({ socket: 'tcp://lb:1' });
    await expect(stack.balancer.apply(nobody, membersOf(replicas), soon(5_000))).rejects.toMatchObject({
      code: 'E_BALANCER_SOCKET',
      message: expect.stringContaining('nobody listens'),
    });
    await expect(apply({ socket: '/var/lib/haproxy/missing.sock' })).rejects.toMatchObject({
      code: 'E_BALANCER_SOCKET',
      message: expect.stringContaining('missing.sock'),
    });
  });

  it('includes replicas without a common network or a clear port', async () => {
    const strangers = replicas.map((replica) => ({
      ...replica,
      addresses: replica.addresses.map((place) => ({ ...place, networkId: 'x' })),
    }));
    await expect(stack.balancer.apply(stack.service(), membersOf(strangers), soon())).rejects.toMatchObject({
      code: 'E_REPLICA_ADDRESS',
    });
    const silent = replicas.map((replica) => ({ ...replica, ports: [] }));
    await expect(stack.balancer.apply(stack.service(), membersOf(silent), soon())).rejects.toMatchObject({
      code: 'E_REPLICA_ADDRESS',
      at: 'balancer.port',
    });
  });

  it('includes nothing that is done twice at once', async () => {
    const api = (changes = {}) => ({
      ...stack.service({ backend: 'api', ...changes }),
      ref: { project: stack.project, service: 'api' },
    });
    const all = await Promise.all([
      stack.balancer.apply(stack.service(), membersOf(replicas, [replicas[0]?.number ?? 0]), soon()),
      stack.balancer.apply(api(), membersOf(replicas), soon()),
      stack.balancer.apply(stack.service(), membersOf(replicas), soon()),
      stack.balancer.apply(api(), membersOf(replicas.slice(0, 1)), soon()),
    ]);
    expect(all.map(({ changed }) => changed)).toEqual([true, true, true, true]);
    expect(await inRotation()).toBe(2);
    expect((await stack.balancer.view(api(), replicas, soon())).inRotation).toEqual([replicas[0]?.id]);
  });
});
