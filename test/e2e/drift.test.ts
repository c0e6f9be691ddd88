import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectComposesOwn } from '../support/stack/compose-view.ts';
import { isServing } from '../support/stack/containers.ts';
import { controllerMetric } from '../support/stack/controller-metrics.ts';
import { prepareStack, type Stack } from '../support/stack/stack.ts';
import { tellOnFailure } from '../support/stack/tell-on-failure.ts';
import { expectNoFailure, startTraffic, type Traffic } from '../support/stack/traffic.ts';
import { until } from '../support/wait.ts';

const SERVICES = ['web', 'haproxy', 'prometheus', 'autoscaler'];
const LABELS = {
  'autoscaler.enable': 'true',
  'autoscaler.min': '2',
  'autoscaler.max': '6',
  'autoscaler.metrics.cpu.source': 'docker.cpu',
  'autoscaler.metrics.cpu.target': '10000',
};
const SIDE_SERVICE = { image: 'compose-autoscaler/demo-web', scale: 2, labels: LABELS };
const OVERLAY = {
  services: {
    web: { labels: { ...LABELS, 'autoscaler.min': '3', 'autoscaler.balancer': 'haproxy' } },
    worker: SIDE_SERVICE,
    queue: SIDE_SERVICE,
  },
};
/** The traffic asks for 4; nothing goes down by itself while the test runs. */
const POLICY = {
  min: 2,
  max: 6,
  balancer: 'haproxy',
  metrics: { requests: { source: 'balancer.requests-per-second', target: 40 } },
  cooldown: { up: '1s', down: '10m' },
};
const RATE = 130;

interface Entry {
  readonly kind: string;
  readonly from?: number;
  readonly to?: number;
  readonly reasons?: readonly { readonly code: string }[];
}

describe('a controller beside people who change things', () => {
  let stack: Stack;
  tellOnFailure(() => stack);
  let traffic: Traffic;

  beforeAll(async () => {
    stack = await prepareStack({ overlay: OVERLAY });
    await stack.up();
  });
  afterAll(async () => {
    await traffic?.stop();
    await stack?.down();
  });

  const metric = (name: string, labels = {}) => controllerMetric(stack.urls.autoscaler, name, labels);

  /** Replicas of a service that serve; none is stopped. */
  async function serving(service: string): Promise<number | undefined> {
    const containers = await stack.containers(service);
    return containers.every(isServing) ? containers.length : undefined;
  }

  /** Whether the journal holds a decision between these counts with this reason. */
  async function hasDecided(service: string, from: number, to: number, code: string): Promise<boolean> {
    const { entries } = await stack.cli.json<{ entries: readonly Entry[] }>('history', service);
    return entries.some(
      (entry) =>
        entry.kind === 'decision' &&
        entry.from === from &&
        entry.to === to &&
        entry.reasons?.some((reason) => reason.code === code),
    );
  }

  test('labels alone are a policy', async () => {
    await stack.settled(3);
    expect(await hasDecided('web', 2, 3, 'BELOW_MIN')).toBe(true);
    await expectComposesOwn(stack, 3, SERVICES);
  });

  test('a file takes effect over the labels; a bad edit keeps the last good one and says where it is wrong', async () => {
    await stack.policy(POLICY);
    traffic = startTraffic(stack.urls.web, { rate: RATE });
    await stack.settled(4);
    await stack.policy(`service: web\nproject: ${stack.project}\nmin: 2\nmax: many\n`);
    await until(async () => (await metric('autoscaler_policy_faults')) === 1, 'the bad edit is noticed');
    const { faults } = await stack.cli.json<{ faults: unknown }>('status');
    expect(faults).toEqual([expect.stringMatching(/web\.yaml:4:6: .*max/)]);
    expect(await metric('autoscaler_replicas_min', { service: 'web' })).toBe(2);
    const said = await stack.compose('logs', '--no-color', 'autoscaler');
    expect(said).toMatch(/"level":"error".*web\.yaml:4:6/);
    await stack.settled(4, 0);

    await stack.policy({ ...POLICY, min: 5 });
    await stack.settled(5);
    expect(await hasDecided('web', 4, 5, 'BELOW_MIN')).toBe(true);
    expect(await metric('autoscaler_policy_faults')).toBe(0);
    expectNoFailure(await traffic.stop());
    traffic = startTraffic(stack.urls.web, { rate: RATE });
  });

  test('a count that others changed is put back, or taken over where they added replicas', async () => {
    await stack.policy(POLICY);
    await stack.up();
    expect(await stack.web()).toHaveLength(2);
    const [victim] = await stack.containers('worker');
    await stack.docker('kill', victim?.id ?? '');
    await stack.compose('up', '--detach', '--no-build', '--no-recreate', '--scale', 'queue=4', 'queue');

    await stack.settled(5);
    traffic.mark('restored');
    expect(await hasDecided('web', 2, 5, 'DRIFT_RESTORED')).toBe(true);
    await until(async () => (await serving('worker')) === 2, 'the killed worker is replaced');
    await until(() => hasDecided('queue', 4, 4, 'DRIFT_ADOPTED'), 'the added replicas are taken over');
    expect(await serving('queue')).toBe(4);
    await expectComposesOwn(stack, 5, SERVICES);
    expect((await traffic.stop()).failedIn.restored).toBe(0);
  });
});
