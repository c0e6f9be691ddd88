import { AutoscalerError } from '../../../src/core/errors.ts';
import type { Balancer, Clock, Member } from '../../../src/core/ports.ts';
import type { Replica } from '../../../src/core/replica.ts';
import type { Docker } from './docker.ts';
import type { Around } from './faults.ts';
import type { Haproxy } from './haproxy.ts';

const LATENCY_MS = 3;

/** The docstrings of `Balancer`, on the fake HAProxy. */
export function fakeBalancer(haproxy: Haproxy, docker: Docker, clock: Clock, around: Around): Balancer {
  let last: Promise<unknown> = Promise.resolve();
  /** For how many replicas it has room until it is reloaded. */
  let room = 0;
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
  const reach = async () => {
    await clock.sleep(LATENCY_MS);
    if (!haproxy.isUp) throw new AutoscalerError('E_BALANCER_SOCKET', 'the balancer does not answer');
  };
  return {
    apply: ({ capacity }, members) =>
      inTurn(() =>
        around('apply', undefined, async () => {
          const servers = members.map(({ replica, state }) => ({ ip: addressOf(replica), state }));
          await reach();
          haproxy.configure(serversByAddress(servers));
          if (capacity <= room) return { changed: true };
          room = capacity;
          return { changed: true, reloadReason: `${capacity} slots are needed` };
        }),
      ),
    view: (_, replicas) =>
      around('view', undefined, async () => {
        await reach();
        const entries = haproxy
          .entries((ip) => docker.at(ip) !== undefined)
          .map((entry) => ({ ...entry, ...idAt(entry.address, replicas) }));
        const inRotation = entries.flatMap((e) => (e.state === 'active' && e.replicaId ? [e.replicaId] : []));
        return { entries, inRotation };
      }),
    cutSessions: (_, replica) =>
      inTurn(() =>
        around('cut-sessions', replica.number, async () => {
          await reach();
          haproxy.drop(addressOf(replica), 'cut');
        }),
      ),
    release: async () => ({ changed: false }),
  };
}

const RANK = { draining: 0, joining: 1, active: 2 } as const satisfies Record<Member['state'], number>;

/** Of two members with one address the more active one counts. */
function serversByAddress(
  servers: readonly { readonly ip: string; readonly state: Member['state'] }[],
): ReadonlyMap<string, Member['state']> {
  const activeLast = servers.toSorted((a, b) => RANK[a.state] - RANK[b.state]);
  return new Map(activeLast.map(({ ip, state }) => [ip, state]));
}

function addressOf(replica: Replica): string {
  const ip = replica.addresses[0]?.ipv4;
  if (ip === undefined) throw new AutoscalerError('E_REPLICA_ADDRESS', `${replica.name} has no address`);
  return ip;
}

function idAt(ip: string, replicas: readonly Replica[]): { readonly replicaId?: string } {
  const replica = replicas.find((r) => r.addresses[0]?.ipv4 === ip);
  return replica ? { replicaId: replica.id } : {};
}
