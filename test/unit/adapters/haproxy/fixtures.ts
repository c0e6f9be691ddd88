import type { HaproxyService } from '../../../../src/adapters/haproxy/service.ts';
import type { HaproxyRef } from '../../../../src/core/policy.ts';
import type { BalancerContainer } from '../../../../src/core/ports.ts';
import type { Replica } from '../../../../src/core/replica.ts';

/** A service behind HAProxy with harmless names. */
export function service(
  balancer: Partial<HaproxyRef> = {},
  ref = { project: 'shop', service: 'web' },
): HaproxyService {
  return {
    ref,
    capacity: 4,
    balancer: {
      kind: 'haproxy',
      service: 'haproxy',
      backend: 'web',
      configDir: '/usr/local/etc/haproxy/auto/',
      socket: '/var/lib/haproxy/admin.sock',
      algorithm: 'roundrobin',
      ...balancer,
    },
  };
}

/** A ready replica on one network. */
export function replica(changes: Partial<Replica> = {}): Replica {
  return {
    id: 'ab12cd34ef5678901234',
    name: 'shop-web-1',
    number: 1,
    state: 'ready',
    hasHealthCheck: true,
    createdAt: 0,
    addresses: [{ networkId: 'net-a', network: 'shop_backend', ipv4: '10.0.0.2' }],
    ports: [8080],
    ...changes,
  };
}

/** The balancer's container on one network. */
export function container(networkIds: readonly string[] = ['net-a']): BalancerContainer {
  return { id: 'lb', name: 'shop-haproxy-1', startedAt: 1, command: ['haproxy'], networkIds, addresses: {} };
}
