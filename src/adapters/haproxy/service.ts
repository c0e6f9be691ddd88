import { AutoscalerError } from '../../core/errors.ts';
import { type HaproxyRef, serviceKey } from '../../core/policy.ts';
import type { BalancedService } from '../../core/ports.ts';

/** A service behind HAProxy. */
export type HaproxyService = BalancedService<HaproxyRef>;

/** The service, known to be behind HAProxy. Throws `E_INTERNAL` for another's. */
export function haproxyService(service: BalancedService): HaproxyService {
  const { balancer } = service;
  if (balancer.kind === 'haproxy') return { ...service, balancer };
  throw new AutoscalerError('E_INTERNAL', `${serviceKey(service.ref)} is not behind HAProxy`);
}
