import type { HaproxyService } from '../../../../src/adapters/haproxy/service.ts';
import type { HaproxyRef } from '../../../../src/core/policy.ts';

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
