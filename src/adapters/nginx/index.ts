import type { BalancerAdapter } from '../../core/balancer-adapter.ts';
import type { ContainerHost } from '../../core/ports.ts';
import { NginxAuditor } from './audit.ts';
import { NginxBalancer } from './balancer.ts';
import { NginxMetricSource } from './metrics.ts';
import { NginxSetup } from './setup/setup.ts';

/** nginx, 1.22 and newer. */
export function nginx(host: ContainerHost): BalancerAdapter {
  return {
    balancer: new NginxBalancer(host),
    metrics: new NginxMetricSource(),
    setup: new NginxSetup(host),
    auditor: new NginxAuditor(host),
  };
}
