import type { BalancerEntry, BalancerView } from '../../core/ports.ts';
import { addressKey, isUnset } from './address.ts';
import type { RunningServer } from './parse.ts';
import type { RunningSlot } from './slots.ts';

/**
 * What the running servers mean for the replicas. Servers with the same address are one entry; free slots are none.
 * `replicaIds` and `oldInFlight` go by `addressKey`; the latter is what old processes still serve.
 */
export function viewOf(
  servers: readonly (RunningServer & RunningSlot)[],
  replicaIds: ReadonlyMap<string, string>,
  oldInFlight: ReadonlyMap<string, number>,
): BalancerView {
  const entries = new Map<string, BalancerEntry>();
  for (const server of servers) {
    if (isUnset(server.address)) continue;
    const key = addressKey(server);
    const other = entries.get(key);
    const state = other?.state === 'active' ? 'active' : stateOf(server);
    const inFlight = server.inFlight + (other?.inFlight ?? oldInFlight.get(key) ?? 0);
    const replicaId = replicaIds.get(key);
    const { address, port } = server;
    entries.set(key, { ...(replicaId === undefined ? {} : { replicaId }), address, port, state, inFlight });
  }
  const all = [...entries.values()];
  return { entries: [...all, ...onlyOld(entries, replicaIds, oldInFlight)], inRotation: rotationOf(all) };
}

function stateOf(server: RunningServer): BalancerEntry['state'] {
  if (server.admin === 'drain') return 'draining';
  return server.admin === 'ready' && server.up ? 'active' : 'down';
}

function rotationOf(entries: readonly BalancerEntry[]): readonly string[] {
  return entries.flatMap(({ state, replicaId }) =>
    state === 'active' && replicaId !== undefined ? [replicaId] : [],
  );
}

/** Replicas that only an old process still sends requests to. */
function onlyOld(
  entries: ReadonlyMap<string, BalancerEntry>,
  replicaIds: ReadonlyMap<string, string>,
  oldInFlight: ReadonlyMap<string, number>,
): readonly BalancerEntry[] {
  return [...oldInFlight].flatMap(([key, inFlight]) => {
    const replicaId = replicaIds.get(key);
    if (entries.has(key) || inFlight === 0 || replicaId === undefined) return [];
    const [address = '', port] = key.split('|');
    return [{ replicaId, address, port: Number(port), state: 'draining', inFlight }];
  });
}
