import { TRAFFIC_DEFAULTS } from '../../../src/core/balancing.ts';
import type { Metric, Policy, ServiceRef } from '../../../src/core/policy.ts';
import { metric, policy, target } from '../builders.ts';

/** The service of the fake world. */
export const SHOP_WEB: ServiceRef = { project: 'shop', service: 'web' };

/** One unit of load per replica, over the whole service. */
export const LOAD: Metric = metric({
  name: 'load',
  unit: '',
  source: { kind: 'prometheus', query: 'load' },
  aggregate: 'total',
  rule: target(1, 0),
});

/** 1 to 10 replicas behind HAProxy, as many as the load says, without delay; a lost replica is put back. */
export function webPolicy(overrides: Partial<Policy> = {}): Policy {
  return policy({
    ref: SHOP_WEB,
    metrics: [LOAD],
    drift: { increased: 'adopt', decreased: 'restore' },
    balancer: {
      kind: 'haproxy',
      service: 'haproxy',
      backend: 'web',
      configDir: '/etc/haproxy/auto',
      socket: '/run/haproxy/admin.sock',
      ...TRAFFIC_DEFAULTS,
      algorithm: 'leastconn',
    },
    lifecycle: { drainTimeoutMs: 30_000, readyTimeoutMs: 60_000, settleMs: 2000, victim: 'newest' },
    ...overrides,
  });
}
