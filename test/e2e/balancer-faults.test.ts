import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prepareStack, type Stack } from '../support/stack/stack.ts';
import { tellOnFailure } from '../support/stack/tell-on-failure.ts';
import { expectNoFailure, startTraffic } from '../support/stack/traffic.ts';

const POLICY = { min: 2, max: 5, metrics: { cpu: { source: 'docker.cpu', target: 10_000 } } };

describe('a balancer that cannot be moved along', () => {
  let stack: Stack;
  tellOnFailure(() => stack);

  beforeAll(async () => {
    stack = await prepareStack();
    await stack.policy({ ...POLICY, balancer: 'haproxy' });
    await stack.up('web', 'haproxy');
    await stack.scale(3);
    await stack.settled(3);
  });
  afterAll(async () => {
    await stack?.down();
  });

  test.each([
    ['2', { kind: 'haproxy', socket: '/var/lib/haproxy/none.sock' }, 1, /E_BALANCER_SOCKET: .*none\.sock/],
    ['4', { kind: 'haproxy', service: 'front' }, 1, /E_BALANCER_MISSING: .*front/],
    ['4', { kind: 'haproxy', configDir: '/usr/local/etc/haproxy/none' }, 1, /E_BALANCER_\w+: .*\/none/],
  ])(
    'to %s with %j: exit code %i, and the service stays as it is',
    async (count, balancer, exitCode, said) => {
      const before = await stack.picture();
      const traffic = startTraffic(stack.urls.web, { rate: 60 });
      await stack.policy({ ...POLICY, balancer });
      const answer = await stack.scale(count);
      expect(answer).toEqual({ exitCode, stdout: '', stderr: expect.stringMatching(said) });
      expect(answer.stderr).toContain('\n  fix: ');
      expect(await stack.picture()).toEqual(before);
      await stack.settled(3, 0);
      expectNoFailure(await traffic.stop());
    },
  );

  test('HAProxy is stopped: no replica goes; when it is back, all goes on', async () => {
    await stack.policy({ ...POLICY, balancer: 'haproxy' });
    const before = await stack.web();
    await stack.compose('stop', '--timeout', '0', 'haproxy');
    const answer = await stack.scale(2);
    expect(answer).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/E_BALANCER_MISSING: .*fix: /s),
    });
    expect(await stack.web()).toEqual(before);
    await stack.compose('start', 'haproxy');
    expect(await stack.scale(4)).toMatchObject({ exitCode: 0, stderr: '' });
    await stack.settled(4, 0);
  });
});
