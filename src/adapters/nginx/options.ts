import { TRAFFIC_DEFAULTS } from '../../core/balancing.ts';
import type { SafeNames } from './names.ts';
import { unsupported } from './names.ts';
import type { NginxRef } from './service.ts';
import type { Serving } from './serving.ts';
import { safeServing } from './serving.ts';

/** Nothing in it needs quoting in nginx's configuration; nginx has no variable for cookies of other names. */
const COOKIE = /^[A-Za-z0-9_]{1,64}$/;

/** What a policy asks of nginx beside its servers; all of it is safe to write into a configuration. */
export interface SafeOptions
  extends Pick<NginxRef, 'algorithm' | 'weights' | 'circuitBreaker' | 'timeouts' | 'body' | 'rateLimit'> {
  readonly stickyCookie: string | undefined;
  readonly serving: Serving | undefined;
  /** Whether something is asked for that only the location can do. */
  readonly needsLocation: boolean;
}

/** The options of a policy. Throws `E_BALANCER_UNSUPPORTED` for one that is not made of harmless characters. */
export function safeOptions(balancer: NginxRef, { location }: SafeNames): SafeOptions {
  const { algorithm, weights, circuitBreaker, timeouts, body, rateLimit, sticky, listen, routes } = balancer;
  if (sticky !== undefined && !COOKIE.test(sticky.cookie))
    throw unsupported('balancer.sticky.cookie', sticky.cookie, 'Use letters, digits and _ only.');
  const needsLocation = [
    sticky !== undefined,
    circuitBreaker !== undefined,
    rateLimit !== undefined,
    JSON.stringify([timeouts, body]) !== JSON.stringify([TRAFFIC_DEFAULTS.timeouts, TRAFFIC_DEFAULTS.body]),
  ].some(Boolean);
  return {
    algorithm,
    weights,
    timeouts,
    body,
    stickyCookie: sticky?.cookie,
    serving: safeServing({ listen, routes }, location.file),
    needsLocation,
    ...(circuitBreaker && { circuitBreaker }),
    ...(rateLimit && { rateLimit }),
  };
}
