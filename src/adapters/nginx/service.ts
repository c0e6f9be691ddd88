import { AutoscalerError } from '../../core/errors.ts';
import { type NginxRef, serviceKey } from '../../core/policy.ts';
import type { BalancedService } from '../../core/ports.ts';

/** A service behind nginx. */
export type NginxService = BalancedService<NginxRef>;

/** The service, known to be behind nginx. Throws `E_INTERNAL` for another's. */
export function nginxService(service: BalancedService): NginxService {
  const { balancer } = service;
  if (balancer.kind === 'nginx') return { ...service, balancer };
  throw new AutoscalerError('E_INTERNAL', `${serviceKey(service.ref)} is not behind nginx`);
}
