import { expect, it } from 'vitest';
import { byBalancer } from '../../../src/controller/by-balancer.ts';
import { type BalancerRef, TRAFFIC_DEFAULTS } from '../../../src/core/balancing.ts';
import type { MetricRequest, MetricSource } from '../../../src/core/ports.ts';
import { requests } from '../../support/builders.ts';

const nginx = { ...TRAFFIC_DEFAULTS, kind: 'nginx', service: 'lb', backend: 'web', configDir: '/a' } as const;
const haproxy = { ...nginx, kind: 'haproxy', socket: '/s' } as const;

const request = (service: string, balancer: BalancerRef): MetricRequest => ({
  ref: { project: 'shop', service },
  metric: requests(),
  balancer,
  replicaIds: [],
});

it('each metric is asked for where its service’s balancer counts, in order', async () => {
  const asked: string[] = [];
  const source = (name: string, value: number): MetricSource => ({
    read: async (all) => {
      asked.push(`${name}: ${all.map(({ ref }) => ref.service).join(' ')}`);
      return all.map((_, index) => ({ kind: 'value', value: value + index, at: 0 }));
    },
  });
  const [ofHaproxy, ofNginx] = [source('haproxy', 10), source('nginx', 20)];
  const both = byBalancer((kind) => (kind === 'nginx' ? ofNginx : ofHaproxy));
  const samples = await both.read(
    [request('a', nginx), request('b', haproxy), request('c', { kind: 'none' }), request('d', nginx)],
    new AbortController().signal,
  );
  expect(samples.map((sample) => (sample.kind === 'value' ? sample.value : sample.kind))).toEqual([
    20,
    10,
    'error',
    21,
  ]);
  expect(asked.sort()).toEqual(['haproxy: b', 'nginx: a d']);
});
