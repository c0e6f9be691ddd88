import type { BalancerAuditor } from './audit.ts';
import type { Balancer, MetricSource } from './ports.ts';
import type { BalancerSetup } from './setup.ts';

/** Everything that one kind of balancer needs of its adapter. */
export interface BalancerAdapter {
  readonly balancer: Balancer;
  /** For the metrics of source `balancer.*`. */
  readonly metrics: MetricSource;
  readonly setup: BalancerSetup;
  readonly auditor: BalancerAuditor;
}
