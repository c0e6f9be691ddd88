import { type AutoscalerError, toAutoscalerError } from '../core/errors.ts';
import { type Policy, UNBOUNDED } from '../core/policy.ts';
import type { BalancedService, BalancerView } from '../core/ports.ts';
import { BalancerLink } from './balancer-link.ts';
import type { Dependencies } from './dependencies.ts';
import type { Roster } from './roster.ts';

/** Balancer slots for a service that no policy bounds; more are made when needed. */
const UNBOUNDED_CAPACITY = 10;

/** Keeps a service's balancer, if it has one, in agreement with its roster, and tells when that fails. */
export class BalancerCare {
  readonly #roster: Roster;
  readonly #deps: Pick<Dependencies, 'balancers' | 'log' | 'telemetry'>;
  #policy: Policy;
  #link: BalancerLink | undefined;
  #fault: AutoscalerError | undefined;

  constructor(policy: Policy, roster: Roster, deps: Pick<Dependencies, 'balancers' | 'log' | 'telemetry'>) {
    this.#roster = roster;
    this.#deps = deps;
    this.#policy = policy;
    this.#link = this.#makeLink();
  }

  get link(): BalancerLink | undefined {
    return this.#link;
  }

  /** What keeps the balancer from agreeing, if anything. */
  get fault(): AutoscalerError | undefined {
    return this.#fault;
  }

  /** What the balancer last said. */
  get view(): BalancerView | undefined {
    return this.#link?.lastView;
  }

  /** Requests in flight by replica id, as far as the balancer last told. */
  get inFlight(): ReadonlyMap<string, number> {
    const entries = this.view?.entries ?? [];
    return new Map(entries.flatMap((e) => (e.replicaId ? [[e.replicaId, e.inFlight] as const] : [])));
  }

  /** Whether the balancer last said that it sends requests to the replica; without a balancer always. */
  isInRotation(id: string): boolean {
    return this.#link === undefined || this.view?.inRotation.includes(id) === true;
  }

  /** Takes over an edited policy. */
  configure(policy: Policy): void {
    const hasOtherKind = policy.balancer.kind !== this.#policy.balancer.kind;
    this.#policy = policy;
    const service = balancedService(policy);
    if (hasOtherKind) this.#link = this.#makeLink();
    else if (service) this.#link?.configure(service);
  }

  /** Makes the balancer agree. Logs a fault when it appears and when it ends, not every time. Never rejects. */
  async settle(): Promise<void> {
    if (this.#link === undefined) return;
    const { log, telemetry } = this.#deps;
    const { ref } = this.#policy;
    try {
      const { change } = await this.#link.settle();
      if (change?.reloadReason) log.info({ ...ref, reloadReason: change.reloadReason }, 'balancer reloaded');
      if (this.#fault) log.info({ ...ref }, 'the balancer agrees again');
      this.#fault = undefined;
    } catch (thrown) {
      const error = toAutoscalerError(thrown);
      if (this.#fault?.message !== error.message) log.error({ ...ref, err: error }, error.message);
      this.#fault = error;
      telemetry.failure(ref, error);
    }
  }

  #makeLink(): BalancerLink | undefined {
    const service = balancedService(this.#policy);
    return service && new BalancerLink(this.#deps.balancers[service.balancer.kind], service, this.#roster);
  }
}

function balancedService({ ref, balancer, max, control }: Policy): BalancedService | undefined {
  if (balancer.kind === 'none') return undefined;
  if (max === UNBOUNDED) return { ref, balancer, capacity: UNBOUNDED_CAPACITY };
  // A lower max for a while leaves the balancer's room as it is: it would have to reload.
  return { ref, balancer, capacity: Math.max(max, control?.own.max ?? 0) };
}
