import type { BalancingRef } from '../../core/balancing.ts';
import { AutoscalerError } from '../../core/errors.ts';
import { serviceKey } from '../../core/policy.ts';
import type { BalancedService } from '../../core/ports.ts';

/** HAProxy as the balancer of a service. */
export interface HaproxyRef extends BalancingRef {
  readonly kind: 'haproxy';
  readonly socket: string;
}

/** A service behind HAProxy. */
export type HaproxyService = BalancedService<HaproxyRef>;

/** The service, known to be behind HAProxy. Throws `E_INTERNAL` for another's. */
export function haproxyService(service: BalancedService): HaproxyService {
  const { kind, socket, ...balancer } = service.balancer;
  if (kind === 'haproxy' && socket !== undefined)
    return { ...service, balancer: { ...balancer, kind, socket } };
  throw new AutoscalerError('E_INTERNAL', `${serviceKey(service.ref)} is not behind HAProxy`);
}
