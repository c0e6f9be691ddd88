import type { BalancerAdapter } from '../../core/balancer-adapter.ts';
import type { Clock, ContainerHost } from '../../core/ports.ts';
import { HaproxyAuditor } from './audit.ts';
import { HaproxyBalancer } from './balancer.ts';
import { HaproxyMetricSource } from './metrics.ts';
import { HaproxySetup } from './setup/setup.ts';

/** HAProxy, 2.6 and newer. */
export function haproxy(host: ContainerHost, clock: Clock): BalancerAdapter {
  return {
    balancer: new HaproxyBalancer(host),
    metrics: new HaproxyMetricSource(host, clock),
    setup: new HaproxySetup(host),
    auditor: new HaproxyAuditor(host),
  };
}
