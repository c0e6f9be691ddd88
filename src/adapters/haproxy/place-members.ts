import type { BalancerContainer, Member } from '../../core/ports.ts';
import { addressOf } from '../../core/server-address.ts';
import type { HaproxyRef } from './service.ts';
import { FULL_WEIGHT, type PlacedMember } from './slots.ts';

/** The members with their addresses and weights. Throws `E_REPLICA_ADDRESS`. */
export function placeMembers(
  members: readonly Member[],
  container: BalancerContainer,
  { port, weights }: HaproxyRef,
): readonly PlacedMember[] {
  return members.map(({ replica, state }) => ({
    ...addressOf(replica, container, port),
    replicaId: replica.id,
    replicaName: replica.name,
    weight: weights[String(replica.number)] ?? FULL_WEIGHT,
    state,
  }));
}
