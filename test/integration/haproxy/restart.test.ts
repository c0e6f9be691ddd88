import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HaproxyBalancer } from '../../../src/adapters/haproxy/balancer.ts';
import type { Replica } from '../../../src/core/replica.ts';
import type { HaproxyStack } from '../../support/haproxy-stack.ts';
import { membersOf, startStack } from '../../support/haproxy-stack.ts';
import { eventually, soon } from '../../support/wait.ts';

describe.each(['haproxy:2.6', 'haproxy:3.2'] as const)('restarts of %s', (image) => {
  let stack: HaproxyStack;
  let replicas: readonly Replica[];

  beforeAll(async () => {
    stack = await startStack({ image, replicas: 3 });
    replicas = await stack.replicas();
    await stack.balancer.apply(stack.service(), membersOf(replicas), soon());
  });

  afterAll(() => stack?.down());

  const view = () => stack.balancer.view(stack.service(), replicas, soon());
  const restart = () => stack.docker('restart', '--time', '1', `${stack.project}-lb-1`);
  const ids = (some: readonly Replica[]) => some.map(({ id }) => id).toSorted();

  it('the balancer comes back with what its file says, a draining replica out of rotation', async () => {
    const [leaving, ...staying] = replicas;
    if (leaving === undefined) throw new Error('no replica');
    await stack.balancer.apply(stack.service(), membersOf(replicas, [leaving.number]), soon());
    await restart();
    const after = await eventually(view, (now) => now.inRotation.length > 0);
    expect(after.inRotation.toSorted()).toEqual(ids(staying));
    expect(after.entries.find(({ replicaId }) => replicaId === leaving.id)?.state).toBe('down');
    // Out of rotation is what draining means; there is nothing to do, and the replica can come back.
    expect(
      await stack.balancer.apply(stack.service(), membersOf(replicas, [leaving.number]), soon()),
    ).toEqual({ changed: false });
    expect(await stack.balancer.apply(stack.service(), membersOf(replicas), soon())).toEqual({
      changed: true,
    });
    expect((await view()).inRotation.toSorted()).toEqual(ids(replicas));
  });

  it('a change waits for a balancer that restarts, and so does a look', async () => {
    const restarted = restart();
    const changes = await Promise.all([
      stack.balancer.apply(stack.service(), membersOf(replicas.slice(0, 2)), soon()),
      restarted,
    ]);
    expect(changes[0].changed).toBe(true);
    const after = await eventually(view, (now) => now.inRotation.length > 0);
    expect(after.inRotation.toSorted()).toEqual(ids(replicas.slice(0, 2)));
  });

  it('a new controller reads what runs: draining, in rotation, a stranger', async () => {
    await stack.balancer.apply(stack.service(), membersOf(replicas, [replicas[1]?.number ?? 0]), soon());
    const known = replicas.slice(0, 2);
    const fresh = new HaproxyBalancer(stack.host);
    const { entries, inRotation } = await fresh.view(stack.service(), known, soon());
    expect(inRotation).toEqual(ids(known.slice(0, 1)));
    const stateOf = (id: string | undefined) => entries.find(({ replicaId }) => replicaId === id)?.state;
    expect([stateOf(known[0]?.id), stateOf(known[1]?.id), stateOf(undefined)]).toEqual([
      'active',
      'draining',
      'active',
    ]);
    expect(await fresh.apply(stack.service(), membersOf(known), soon())).toEqual({ changed: true });
    expect((await fresh.view(stack.service(), replicas, soon())).inRotation.toSorted()).toEqual(ids(known));
  });

  it('corrects what somebody else changed in the running process', async () => {
    await stack.balancer.apply(stack.service(), membersOf(replicas), soon());
    const [server] = (
      await stack.inBalancer(`grep -o 's[0-9] 198[0-9.]*\\|s[0-9] 1[0-9.]*' ${FILE(stack)}`)
    ).split('\n');
    const slot = server?.split(' ')[0] ?? '';
    const socket = await stack.host.reachablePath(
      `${stack.project}-lb-1`,
      '/var/lib/haproxy/admin.sock',
      soon(),
    );
    expect(socket).toBeDefined();
    const { runCommands } = await import('../../../src/adapters/haproxy/runtime-client.ts');
    await runCommands({ kind: 'unix', path: socket ?? '' }, [`set server web/${slot} state maint`], soon());
    expect((await view()).inRotation.length).toBe(2);
    expect(await stack.balancer.apply(stack.service(), membersOf(replicas), soon())).toEqual({
      changed: true,
    });
    expect((await view()).inRotation.length).toBe(3);
  });

  it('says so when the container does not run', async () => {
    await stack.docker('stop', '--time', '1', `${stack.project}-lb-1`);
    await expect(view()).rejects.toMatchObject({ code: 'E_BALANCER_MISSING' });
    await stack.docker('start', `${stack.project}-lb-1`);
    await eventually(view, (now) => now.inRotation.length === 3);
  });
});

function FILE({ project }: HaproxyStack): string {
  return `/usr/local/etc/haproxy/auto/${project}-web.cfg`;
}
