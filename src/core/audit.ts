import type { BalancedService } from './ports.ts';
import type { Replica } from './replica.ts';
import { addressKey, hostPort, type ServerAddress } from './server-address.ts';

/** What a balancer has of one service, beside what `Balancer.view` tells. */
export interface BalancerAudit {
  /** Ids of the replicas that the file on disk sends requests to. */
  readonly onFile: readonly string[];
  /** `address:port` of servers on file that are no replica's. */
  readonly strangers: readonly string[];
  /** Requests by replica id since the balancer's process began; absent where the balancer does not count them. */
  readonly requests?: ReadonlyMap<string, number>;
}

/** Whose the servers of a file are; `ids` has the replica of each address, by `addressKey`. */
export function ownersOf(
  servers: readonly ServerAddress[],
  ids: ReadonlyMap<string, string>,
): Pick<BalancerAudit, 'onFile' | 'strangers'> {
  return {
    onFile: servers.flatMap((server) => ids.get(addressKey(server)) ?? []),
    strangers: servers.filter((server) => !ids.has(addressKey(server))).map(hostPort),
  };
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
