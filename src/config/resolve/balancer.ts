import type { BalancerRef } from '../../core/policy.ts';
import type { BalancerInput } from '../schema/balancer.ts';
import { POLICY_DEFAULTS } from './defaults.ts';

/** The balancer with its defaults; `service` is the scaled service's name. */
export function balancerOf(input: BalancerInput | undefined, service: string): BalancerRef {
  const settings = typeof input === 'object' ? input : {};
  const kind = typeof input === 'object' ? (input.kind ?? 'haproxy') : (input ?? 'none');
  if (kind === 'none') return { kind };
  const defaults = POLICY_DEFAULTS[kind];
  const common = {
    service: settings.service ?? defaults.service,
    backend: settings.backend ?? service,
    configDir: settings.configDir ?? defaults.configDir,
    algorithm: settings.algorithm ?? defaults.algorithm,
    ...(settings.port !== undefined && { port: settings.port }),
  };
  if (kind === 'nginx') return { kind, ...common };
  return {
    kind,
    ...common,
    socket: settings.socket ?? POLICY_DEFAULTS.haproxy.socket,
    ...(settings.checkPath !== undefined && { checkPath: settings.checkPath }),
  };
}
