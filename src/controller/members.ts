import type { Member } from '../core/ports.ts';
import { isRunning, type Replica } from '../core/replica.ts';
import type { Transit } from './roster.ts';

/**
 * What the balancer should carry: every healthy replica, those in transit (by id) as far as they are. An unhealthy one gets no
 * new requests, unless there is no healthy one at all: then the balancer's own checks decide.
 */
export function membersOf(
  replicas: readonly Replica[],
  transit: ReadonlyMap<string, Transit>,
): readonly Member[] {
  const carried = replicas.filter((r) => {
    const where = transit.get(r.id);
    return isRunning(r) && where !== 'out';
  });
  const staying = carried.filter((r) => !transit.has(r.id));
  const anyReady = staying.some((r) => r.state === 'ready');
  return carried.flatMap((replica): Member[] => {
    const where = transit.get(replica.id);
    if (where === 'draining' || where === 'joining') return [{ replica, state: where }];
    if (replica.state === 'ready') return [{ replica, state: 'active' }];
    if (replica.state === 'unhealthy') return [{ replica, state: anyReady ? 'draining' : 'active' }];
    return [];
  });
}

/** Equal for equal member lists: what the balancer would have to change is what makes it differ. */
export function membersSignature(members: readonly Member[]): string {
  return members
    .map(({ replica, state }) => {
      const addresses = replica.addresses.map((a) => `${a.networkId}=${a.ipv4 ?? a.ipv6 ?? ''}`);
      return `${replica.id} ${state} ${addresses.join(',')}`;
    })
    .sort()
    .join('\n');
}
