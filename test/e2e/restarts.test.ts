import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expectComposesOwn } from '../support/stack/compose-view.ts';
import { isDraining, isInRotation } from '../support/stack/haproxy-servers.ts';
import { prepareStack, type Stack } from '../support/stack/stack.ts';
import { tellOnFailure } from '../support/stack/tell-on-failure.ts';
import { expectNoFailure, holdReplicas, startTraffic, type Traffic } from '../support/stack/traffic.ts';
import { until } from '../support/wait.ts';

const SERVICES = ['web', 'haproxy', 'prometheus', 'autoscaler'];
const POLICY = {
  max: 5,
  balancer: 'haproxy',
  // Far more than the traffic: no more than the minimum is asked for.
  metrics: { requests: { source: 'balancer.requests-per-second', target: 500 } },
  cooldown: '1s',
  stabilization: '1s',
};

describe('a controller ended in the middle of a scaling', () => {
  let stack: Stack;
  tellOnFailure(() => stack);
  let controller: string;
  let traffic: Traffic;

  beforeAll(async () => {
    stack = await prepareStack();
    controller = `${stack.project}-autoscaler-1`;
    await stack.policy({ ...POLICY, min: 2 });
    await stack.up();
    await stack.settled(2);
  });
  afterAll(() => stack?.down());

  beforeEach(() => {
    traffic = startTraffic(stack.urls.web, { rate: 60 });
  });
  afterEach(async () => {
    await traffic.stop();
  });

  /** Makes the policy ask for 5, and returns once new replicas are on their way. */
  async function halfWayUp() {
    await stack.policy({ ...POLICY, min: 5 });
    await until(async () => (await stack.web()).length > 2, 'a new replica exists');
  }

  /** Makes the policy ask for 2 while requests are under way, and returns once a replica drains. */
  async function halfWayDown() {
    const held = await holdReplicas(stack);
    await stack.policy({ ...POLICY, min: 2 });
    await until(async () => (await stack.servers()).some(isDraining), 'a replica drains');
    return held;
  }

  const inRotation = async () => (await stack.servers()).filter(isInRotation).length;

  test('killed on the way up, it finishes when it is back', async () => {
    await halfWayUp();
    await stack.docker('kill', controller);
    expect(await inRotation()).toBeLessThan(5);
    await stack.docker('start', controller);
    await stack.settled(5);
    expectNoFailure(await traffic.stop());
    await expectComposesOwn(stack, 5, SERVICES);
  });

  test('told to stop in a drain, it leaves nothing half-done and ends with 0', async () => {
    const held = await halfWayDown();
    await stack.docker('stop', controller);
    expect(await exitCode()).toBe('0');
    await stack.settled((await stack.web()).length, 0);
    await stack.docker('start', controller);
    await stack.settled(2);
    expectNoFailure(await traffic.stop());
    expectNoFailure(await held.stop());
  });

  test('told to stop on the way up, it leaves nothing half-done and ends with 0', async () => {
    await halfWayUp();
    await stack.docker('stop', controller);
    expect(await exitCode()).toBe('0');
    await stack.settled((await stack.web()).length, 0);
    await stack.docker('start', controller);
    await stack.settled(5);
    expectNoFailure(await traffic.stop());
  });

  async function exitCode() {
    return await stack.docker('inspect', '--format', '{{.State.ExitCode}}', controller);
  }
});
