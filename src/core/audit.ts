import type { BalancedService } from './ports.ts';
import type { Replica } from './replica.ts';

/** What a balancer has of one service, beside what `Balancer.view` tells. */
export interface BalancerAudit {
  /** Ids of the replicas that the file on disk sends requests to. */
  readonly onFile: readonly string[];
  /** `address:port` of servers on file that are no replica's. */
  readonly strangers: readonly string[];
  /** Requests by replica id since the balancer's process began; absent where the balancer does not count them. */
  readonly requests?: ReadonlyMap<string, number>;
}

/** Reads what a balancer has, and changes nothing. Throws `E_BALANCER_*`. */
export interface BalancerAuditor {
  audit(service: BalancedService, replicas: readonly Replica[], signal: AbortSignal): Promise<BalancerAudit>;
}

/** Tells what containers receive, where nobody counts requests. */
export interface TrafficMeter {
  /** Bytes received on all networks since each container started, by id; absent when it does not run. */
  received(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, number>>;
}
