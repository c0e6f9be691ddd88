import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HaproxyMetricSource } from '../../../src/adapters/haproxy/metrics.ts';
import type { HaproxyRef } from '../../../src/adapters/haproxy/service.ts';
import type { BALANCER_METRICS, Metric } from '../../../src/core/policy.ts';
import type { MetricRequest } from '../../../src/core/ports.ts';
import type { HaproxyStack } from '../../support/haproxy-stack.ts';
import { membersOf, startStack } from '../../support/haproxy-stack.ts';
import { eventually, soon } from '../../support/wait.ts';

type BalancerMetric = (typeof BALANCER_METRICS)[number];

function request(
  stack: HaproxyStack,
  metric: BalancerMetric,
  changes: Partial<HaproxyRef> = {},
): MetricRequest {
  const { ref, balancer } = stack.service(changes);
  const definition: Metric = {
    name: metric,
    unit: '',
    source: { kind: 'balancer', metric },
    aggregate: 'total',
    maxAgeMs: 60_000,
    rule: { kind: 'target', target: 1, tolerance: 0.1 },
  };
  return { ref, balancer, metric: definition, replicaIds: [] };
}

/** Over a connection of its own: one that is kept may still belong to the process before a reload. */
function getOnce(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => response.resume().once('end', resolve)).once('error', reject);
  });
}

describe.each(['haproxy:2.6', 'haproxy:3.2'] as const)('metrics of %s', (image) => {
  let stack: HaproxyStack;
  let url: string;
  let source: HaproxyMetricSource;
  /** The test decides how much time passes between two readings. */
  let now = 1_000_000;

  beforeAll(async () => {
    stack = await startStack({ image, replicas: 2 });
    url = await stack.url();
    source = new HaproxyMetricSource(stack.host, { now: () => now, sleep: async () => undefined });
  });

  afterAll(() => stack?.down());

  const read = async (...metrics: readonly BalancerMetric[]) => {
    now += 2_000;
    return await source.read(
      metrics.map((metric) => request(stack, metric)),
      soon(),
    );
  };
  const send = (count: number, path = '/') =>
    Promise.all(Array.from({ length: count }, () => getOnce(`${url}${path}`)));

  it('are errors until HAProxy has the backend', async () => {
    expect(await read('requests-per-second')).toEqual([
      { kind: 'error', code: 'E_METRIC_UNAVAILABLE', message: 'HAProxy has no backend "web" yet' },
    ]);
    await stack.balancer.apply(stack.service(), membersOf(await stack.replicas()), soon());
    await eventually(
      async () => (await fetch(url)).status,
      (status) => status === 200,
    );
  });

  it('are empty rates at first, then rates over the time between', async () => {
    expect(await read('requests-per-second', 'response-time')).toEqual([
      { kind: 'empty' },
      { kind: 'empty' },
    ]);
    await send(10, '/slow?ms=100');
    const [rate, latency] = await read('requests-per-second', 'response-time');
    expect(rate).toEqual({ kind: 'value', value: 5, at: now });
    expect(latency).toMatchObject({ kind: 'value', at: now });
    expect(latency?.kind === 'value' && latency.value).toBeGreaterThan(20);
    expect(await read('requests-per-second', 'response-time')).toEqual([
      { kind: 'value', value: 0, at: now },
      { kind: 'empty' },
    ]);
  });

  it('count what is in flight and what waits', async () => {
    const slow = send(3, '/slow?ms=1500');
    await eventually(
      () => read('in-flight'),
      ([sample]) => sample?.kind === 'value' && sample.value === 3,
    );
    expect(await read('queue')).toEqual([{ kind: 'value', value: 0, at: now }]);
    await slow;
    await eventually(
      () => read('in-flight'),
      ([sample]) => sample?.kind === 'value' && sample.value === 0,
    );
  });

  it('are never negative after a reload has set the counters to zero', async () => {
    await read('requests-per-second');
    await stack.balancer.apply(
      stack.service({ algorithm: 'random' }),
      membersOf(await stack.replicas()),
      soon(),
    );
    expect(await read('requests-per-second', 'response-time')).toEqual([
      { kind: 'empty' },
      { kind: 'empty' },
    ]);
    await send(4);
    const [rate] = await read('requests-per-second');
    expect(rate?.kind === 'value' && rate.value).toBeGreaterThan(0);
  });

  it('compare readings that are too close with the one before', async () => {
    await read('requests-per-second');
    await send(6);
    now += 1_500;
    const ask = () => source.read([request(stack, 'requests-per-second')], soon());
    expect(await ask()).toEqual([{ kind: 'value', value: 4, at: now }]);
    now += 500;
    expect(await ask()).toEqual([{ kind: 'value', value: 3, at: now }]);
  });

  it('are errors for balancers that cannot be read, and leave the others alone', async () => {
    const samples = await source.read(
      [
        request(stack, 'queue', { socket: '/var/lib/haproxy/missing.sock' }),
        request(stack, 'queue', { service: 'nobody' }),
        { ...request(stack, 'queue'), balancer: { kind: 'none' } },
        request(stack, 'queue'),
      ],
      soon(),
    );
    expect(samples.map((sample) => (sample.kind === 'error' ? sample.code : sample.kind))).toEqual([
      'E_BALANCER_SOCKET',
      'E_BALANCER_MISSING',
      'E_METRIC_UNAVAILABLE',
      'value',
    ]);
  });
});
