import type { Policy } from './policy.ts';
import type { Replica } from './replica.ts';

/**
 * One step of a plan, as data. A chain of steps moves one replica; `number` is Compose's container number.
 * Times in milliseconds.
 */
export type PlanStep =
  | { readonly kind: 'create'; readonly number: number }
  | { readonly kind: 'start'; readonly number: number }
  | {
      readonly kind: 'await-ready';
      readonly number: number;
      readonly timeoutMs: number;
      readonly settleMs: number;
    }
  | { readonly kind: 'join-balancer'; readonly number: number }
  | { readonly kind: 'drain'; readonly number: number; readonly timeoutMs: number }
  | { readonly kind: 'leave-balancer'; readonly number: number }
  | { readonly kind: 'stop'; readonly number: number }
  | { readonly kind: 'remove'; readonly number: number };

/** The kinds of step; the executor's table has one handler for each. */
export type PlanStepKind = PlanStep['kind'];

/** A decision as work: chains run side by side, the steps within a chain one after the other. */
export interface Plan {
  readonly direction: 'up' | 'down';
  readonly from: number;
  readonly to: number;
  /** Whether one failed chain undoes the others too; otherwise replicas that serve are kept. */
  readonly atomic: boolean;
  readonly chains: readonly (readonly PlanStep[])[];
}

/** What the planner needs to know beside the decision. */
export interface PlanInput {
  readonly policy: Pick<Policy, 'lifecycle' | 'balancer'>;
  /** All of the service's containers, stopped ones too. */
  readonly replicas: readonly Replica[];
  /** In-flight requests per replica id, where the balancer knows them. */
  readonly inFlight: ReadonlyMap<string, number>;
  /** Container numbers that are not to be chosen: on their way out already, or stopped and not to be started. */
  readonly leaving: ReadonlySet<number>;
  readonly atomic: boolean;
}
