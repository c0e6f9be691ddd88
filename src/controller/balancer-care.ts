import { type AutoscalerError, toAutoscalerError } from '../core/errors.ts';
import type { Policy } from '../core/policy.ts';
import type { BalancerChange, BalancerView } from '../core/ports.ts';
import { balancedService } from './balanced-service.ts';
import { BalancerLink } from './balancer-link.ts';
import type { Dependencies } from './dependencies.ts';
import type { Roster } from './roster.ts';

/** Keeps a service's balancer, if it has one, in agreement with its roster, and tells when that fails. */
export class BalancerCare {
  readonly #roster: Roster;
  readonly #deps: Pick<Dependencies, 'balancers' | 'log' | 'telemetry'>;
  #policy: Policy;
  #link: BalancerLink | undefined;
  #fault: AutoscalerError | undefined;
  #warned: string | undefined;

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
      await this.#link.settle();
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
    if (service === undefined) return undefined;
    return new BalancerLink(this.#deps.balancers(service.balancer.kind), service, this.#roster, (change) =>
      this.#tell(change),
    );
  }

  /** Logs every reload, but a warning once. */
  #tell({ reloadReason, warning }: BalancerChange): void {
    const { log } = this.#deps;
    const { ref } = this.#policy;
    if (reloadReason !== undefined) log.info({ ...ref, reloadReason }, `balancer reloaded: ${reloadReason}`);
    if (warning !== undefined && warning !== this.#warned) log.warn({ ...ref }, warning);
    this.#warned = warning;
  }
}
