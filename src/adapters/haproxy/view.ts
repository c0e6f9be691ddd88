import type { BalancerEntry, BalancerView } from '../../core/ports.ts';
import { addressKey } from '../../core/server-address.ts';
import { isUnset } from './address.ts';
import type { OldUse } from './master.ts';
import type { RunningServer } from './parse.ts';
import type { RunningSlot } from './slots.ts';

type Server = RunningServer & RunningSlot;

/**
 * What the running servers mean for the replicas. Servers with the same address are one entry; free slots are none.
 * `replicaIds` and `old` go by `addressKey`. While an old process would still send requests to a server that is out
 * of rotation, one request counts as in flight there: it is not safe to stop yet.
 */
export function viewOf(
  servers: readonly Server[],
  replicaIds: ReadonlyMap<string, string>,
  old: ReadonlyMap<string, OldUse>,
): BalancerView {
  const known = servers.filter((server) => !isUnset(server.address));
  const current = [...Map.groupBy(known, addressKey)].map(([key, group]) =>
    entryOf(group, replicaIds.get(key), old.get(key)),
  );
  const inRotation = current.flatMap(({ state, replicaId }) =>
    state === 'active' && replicaId !== undefined ? [replicaId] : [],
  );
  const keys = new Set(known.map(addressKey));
  const left = [...old].flatMap(([key, use]) =>
    keys.has(key) ? [] : leftEntry(key, replicaIds.get(key), use),
  );
  return { entries: [...current, ...left], inRotation };
}

function entryOf(
  group: readonly Server[],
  replicaId: string | undefined,
  old: OldUse | undefined,
): BalancerEntry {
  const states = group.map(stateOf);
  const state = states.find((one) => one === 'active') ?? states.find((one) => one === 'draining') ?? 'down';
  const here = group.reduce((sum, server) => sum + server.inFlight, 0);
  const there = (old?.inFlight ?? 0) + (state !== 'active' && old?.open === true ? 1 : 0);
  const { address, port } = group[0] ?? { address: '', port: 0 };
  return { ...(replicaId === undefined ? {} : { replicaId }), address, port, state, inFlight: here + there };
}

/** A replica that only an old process still sends requests to. */
function leftEntry(key: string, replicaId: string | undefined, use: OldUse): readonly BalancerEntry[] {
  const inFlight = use.inFlight + (use.open ? 1 : 0);
  if (inFlight === 0 || replicaId === undefined) return [];
  const [address = '', port] = key.split('|');
  return [{ replicaId, address, port: Number(port), state: 'draining', inFlight }];
}

function stateOf(server: RunningServer): BalancerEntry['state'] {
  if (server.admin === 'drain') return 'draining';
  return server.admin === 'ready' && server.up ? 'active' : 'down';
}
