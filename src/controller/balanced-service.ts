import { type Policy, UNBOUNDED } from '../core/policy.ts';
import type { BalancedService } from '../core/ports.ts';

/** Balancer slots for a service that no policy bounds; more are made when needed. */
const UNBOUNDED_CAPACITY = 10;

/** What a policy's balancer is told of its service; undefined without a balancer. */
export function balancedService({ ref, balancer, max, control }: Policy): BalancedService | undefined {
  if (balancer.kind === 'none') return undefined;
  if (max === UNBOUNDED) return { ref, balancer, capacity: UNBOUNDED_CAPACITY };
  // A lower max for a while leaves the balancer's room as it is: it would have to reload.
  return { ref, balancer, capacity: Math.max(max, control?.own.max ?? 0) };
}
