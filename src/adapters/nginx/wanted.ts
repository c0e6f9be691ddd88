import type { BalancerContainer, Member } from '../../core/ports.ts';
import { addressOf } from '../../core/server-address.ts';
import type { SafeNames } from './names.ts';
import { safeNames } from './names.ts';
import { distinct } from './on-disk.ts';
import type { SafeOptions } from './options.ts';
import { safeOptions } from './options.ts';
import type { NginxService } from './service.ts';
import type { UpstreamServer } from './upstream.ts';

/** A service as it is to be carried, by address. */
export interface Wanted {
  readonly names: SafeNames;
  readonly options: SafeOptions;
  readonly servers: readonly UpstreamServer[];
}

/**
 * Which servers the upstream is to have: the active members. One that drains leaves the upstream, one that joins is
 * not in it yet. Throws `E_REPLICA_ADDRESS`, `E_BALANCER_UNSUPPORTED`.
 */
export function wantedOf(
  service: NginxService,
  members: readonly Member[],
  container: BalancerContainer,
): Wanted {
  const names = safeNames(service);
  const active = members.filter(({ state }) => state === 'active').map(({ replica }) => replica);
  const servers = active
    .toSorted((a, b) => a.number - b.number)
    .map((replica) => ({
      ...addressOf(replica, container, service.balancer.port),
      name: replica.name,
      number: replica.number,
    }));
  return { names, options: safeOptions(service.balancer, names), servers: distinct(servers) };
}
