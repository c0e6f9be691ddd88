import type { HaproxyRef, HaproxyService } from '../../../../src/adapters/haproxy/service.ts';
import { TRAFFIC_DEFAULTS } from '../../../../src/core/balancing.ts';

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
      ...TRAFFIC_DEFAULTS,
      algorithm: 'roundrobin',
      ...balancer,
    },
  };
}

/** A health check of this path. */
export function checking(path: string): Pick<HaproxyRef, 'check'> {
  return { check: { ...TRAFFIC_DEFAULTS.check, path } };
}
