import type { BalancerContainer, BalancerEntry, BalancerView } from '../../core/ports.ts';
import type { Replica } from '../../core/replica.ts';
import type { ServerAddress } from '../../core/server-address.ts';
import { addressKey, findAddress } from '../../core/server-address.ts';
import { connectionsTo } from './connections.ts';
import type { OnDisk } from './on-disk.ts';
import { certainServers, distinct, possibleServers, without } from './on-disk.ts';
import type { Probe } from './probe.ts';

/** A replica where the balancer would find it. */
export interface PlacedReplica extends ServerAddress {
  readonly id: string;
}

/** Replicas without a usable address are in no entry; `apply` says why. */
export function placeReplicas(
  replicas: readonly Replica[],
  container: BalancerContainer,
  port: number | undefined,
): readonly PlacedReplica[] {
  return replicas.flatMap((replica) => {
    const address = findAddress(replica, container, port);
    return address === undefined ? [] : [{ ...address, id: replica.id }];
  });
}

/**
 * What nginx does with the servers. It counts nothing per server, so its open connections stand for requests: all of
 * them in an old worker, but in others idle ones too. A replica that is out of the upstream while an old worker may
 * know it counts as having a request: that worker may still send it one.
 */
export function viewOf(
  onDisk: OnDisk,
  { processes, connections }: Pick<Probe, 'processes' | 'connections'>,
  replicas: readonly PlacedReplica[],
): BalancerView {
  const servers = distinct(onDisk.file?.servers ?? []);
  const certain = new Set(certainServers(onDisk).map(addressKey));
  const hasOldWorkers = processes.leaving.length > 0;
  const known = new Set(possibleServers(onDisk, hasOldWorkers).map(addressKey));
  const ids = new Map(replicas.map((replica) => [addressKey(replica), replica.id]));
  const current = servers.map((server): BalancerEntry => {
    const key = addressKey(server);
    const replicaId = ids.get(key);
    return {
      ...(replicaId === undefined ? {} : { replicaId }),
      address: server.address,
      port: server.port,
      state: certain.has(key) ? 'active' : 'down',
      inFlight: connectionsTo(connections, server),
    };
  });
  const left = without(replicas, servers).flatMap(({ id, address, port }): BalancerEntry[] => {
    const server = { address, port };
    const least = known.has(addressKey(server)) && hasOldWorkers ? 1 : 0;
    const inFlight = Math.max(least, connectionsTo(connections, server));
    return inFlight === 0 ? [] : [{ replicaId: id, ...server, state: 'draining', inFlight }];
  });
  const inRotation = current.flatMap(({ state, replicaId }) =>
    state === 'active' && replicaId !== undefined ? [replicaId] : [],
  );
  return { entries: [...current, ...left], inRotation };
}
