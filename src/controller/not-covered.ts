import { AutoscalerError } from '../core/errors.ts';
import { type ServiceRef, serviceKey } from '../core/policy.ts';

/** The service is under no policy, so there is nothing to steer. */
export function notCovered(ref: ServiceRef): AutoscalerError {
  return new AutoscalerError('E_SERVICE_UNKNOWN', `no policy covers ${serviceKey(ref)}`, {
    fix: 'Write a policy file for it, or label the service with autoscaler.enable=true.',
  });
}
