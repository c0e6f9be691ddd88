import { type Listener, type Route, TRAFFIC_DEFAULTS, type Traffic } from '../../core/balancing.ts';
import type { BalancerInput } from '../schema/balancer.ts';
import { POLICY_DEFAULTS } from './defaults.ts';

type TrafficInput = Partial<Exclude<BalancerInput, string>>;

function checkOf({ check }: TrafficInput): Traffic['check'] {
  const defaults = TRAFFIC_DEFAULTS.check;
  return {
    ...(check?.path !== undefined && { path: check.path }),
    intervalMs: check?.interval ?? defaults.intervalMs,
    fall: check?.fall ?? defaults.fall,
    rise: check?.rise ?? defaults.rise,
  };
}

function circuitBreakerOf(input: NonNullable<TrafficInput['circuitBreaker']>) {
  const defaults = POLICY_DEFAULTS.circuitBreaker;
  return { failures: input.failures ?? defaults.failures, pauseMs: input.pause ?? defaults.pauseMs };
}

function timeoutsOf({ timeouts }: TrafficInput): Traffic['timeouts'] {
  const defaults = TRAFFIC_DEFAULTS.timeouts;
  return {
    connectMs: timeouts?.connect ?? defaults.connectMs,
    responseMs: timeouts?.response ?? defaults.responseMs,
    queueMs: timeouts?.queue ?? defaults.queueMs,
    tunnelMs: timeouts?.tunnel ?? defaults.tunnelMs,
  };
}

function bodyOf({ body }: TrafficInput): Traffic['body'] {
  return {
    ...(body?.max !== undefined && { maxBytes: body.max }),
    buffering: body?.buffering ?? TRAFFIC_DEFAULTS.body.buffering,
  };
}

function routeOf({ host, path = '/' }: { host?: string | undefined; path?: string | undefined }): Route {
  return { ...(host !== undefined && { host }), path: path.replace(/(?<=.)\/+$/, '') };
}

function listenerOf({ port, tls }: NonNullable<TrafficInput['listen']>[number]): Listener {
  if (tls === undefined) return { port };
  return { port, tls: { certificate: tls.certificate, ...(tls.key !== undefined && { key: tls.key }) } };
}

/** How requests are carried, with its defaults. */
export function trafficOf(input: TrafficInput): Traffic {
  const { circuitBreaker, rateLimit } = input;
  return {
    algorithm: input.algorithm ?? TRAFFIC_DEFAULTS.algorithm,
    weights: input.weights ?? TRAFFIC_DEFAULTS.weights,
    ...(input.sticky !== undefined && { sticky: input.sticky }),
    check: checkOf(input),
    ...(circuitBreaker !== undefined && { circuitBreaker: circuitBreakerOf(circuitBreaker) }),
    slowStartMs: input.slowStart ?? TRAFFIC_DEFAULTS.slowStartMs,
    timeouts: timeoutsOf(input),
    body: bodyOf(input),
    ...(rateLimit !== undefined && {
      rateLimit: { requests: rateLimit.requests, periodMs: rateLimit.per },
    }),
    routes: (input.routes ?? []).map(routeOf),
    listen: (input.listen ?? []).map(listenerOf),
  };
}
