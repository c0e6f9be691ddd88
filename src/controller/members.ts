import type { Member } from '../core/ports.ts';
import { isRunning, type Replica } from '../core/replica.ts';

/**
 * Where a replica stands in a plan that is under way. `joining`: not to be sent requests yet;
 * `draining`: no new requests; `out`: out of the balancer.
 */
export type Transit = 'joining' | 'draining' | 'out';

/**
 * What the balancer should carry: every healthy replica, except those in transit. An unhealthy one gets no new
 * requests, unless there is no healthy one at all: then the balancer's own checks decide.
 */
export function membersOf(
  replicas: readonly Replica[],
  transit: ReadonlyMap<number, Transit>,
): readonly Member[] {
  const carried = replicas.filter((r) => {
    const where = transit.get(r.number);
    return isRunning(r) && where !== 'joining' && where !== 'out';
  });
  const staying = carried.filter((r) => transit.get(r.number) !== 'draining');
  const anyReady = staying.some((r) => r.state === 'ready');
  return carried.flatMap((replica): Member[] => {
    if (transit.get(replica.number) === 'draining') return [{ replica, state: 'draining' }];
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
