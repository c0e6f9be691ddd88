import { AutoscalerError } from '../core/errors.ts';
import type { ServiceRef } from '../core/policy.ts';
import type { Clock, Target } from '../core/ports.ts';
import type { Replica } from '../core/replica.ts';
import type { BalancerLink } from './balancer-link.ts';
import type { Roster } from './roster.ts';

/** What the steps of one plan share. They keep `roster` and `replicas` up to date. */
export interface StepContext {
  readonly ref: ServiceRef;
  readonly target: Target;
  readonly clock: Clock;
  readonly link: BalancerLink | undefined;
  readonly roster: Roster;
  /** The plan's own replicas, by container number. */
  readonly replicas: Map<number, Replica>;
  /** Numbers of containers that may have been created although the answer was lost. */
  readonly unsure: Set<number>;
}

/** The plan's own replica with this number. */
export function replicaOf({ replicas, ref }: StepContext, number: number): Replica {
  const replica = replicas.get(number);
  if (replica) return replica;
  throw new AutoscalerError('E_INTERNAL', `no replica ${number} of ${ref.service} in this plan`);
}

/** Takes over a replica as a step left it. */
export function keep(context: StepContext, replica: Replica): void {
  context.replicas.set(replica.number, replica);
  context.roster.update(replica);
}
