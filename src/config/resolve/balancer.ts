import { DEFAULT_BALANCER_KIND, kindOfBalancer } from '../../core/balancer-kinds.ts';
import type { BalancerRef } from '../../core/balancing.ts';
import type { BalancerInput } from '../schema/balancer.ts';
import { trafficOf } from './traffic.ts';

/** The balancer with its defaults; `service` is the scaled service's name. */
export function balancerOf(input: BalancerInput | undefined, service: string): BalancerRef {
  const settings = typeof input === 'object' ? input : {};
  const kind = typeof input === 'object' ? (input.kind ?? DEFAULT_BALANCER_KIND) : (input ?? 'none');
  if (kind === 'none') return { kind };
  const defaults = kindOfBalancer(kind);
  const socket = settings.socket ?? defaults.socket;
  return {
    kind,
    service: settings.service ?? defaults.service,
    backend: settings.backend ?? service,
    configDir: settings.configDir ?? defaults.configDir,
    ...(settings.port !== undefined && { port: settings.port }),
    ...(socket !== undefined && { socket }),
    ...trafficOf(settings),
  };
}
