import type { BalancingRef } from '../../core/balancing.ts';
import { AutoscalerError } from '../../core/errors.ts';
import { serviceKey } from '../../core/policy.ts';
import type { BalancedService } from '../../core/ports.ts';

/** nginx as the balancer of a service. */
export interface NginxRef extends BalancingRef {
  readonly kind: 'nginx';
}

/** A service behind nginx. */
export type NginxService = BalancedService<NginxRef>;

/** The service, known to be behind nginx. Throws `E_INTERNAL` for another's. */
export function nginxService(service: BalancedService): NginxService {
  const { kind, ...balancer } = service.balancer;
  if (kind === 'nginx') return { ...service, balancer: { ...balancer, kind } };
  throw new AutoscalerError('E_INTERNAL', `${serviceKey(service.ref)} is not behind nginx`);
}
