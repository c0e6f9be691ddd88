import type { BalancedService, Balancer, BalancerChange, BalancerView } from '../core/ports.ts';
import type { Replica } from '../core/replica.ts';
import { membersOf, membersSignature, type Transit } from './members.ts';

const APPLY_DEADLINE_MS = 30_000;
const VIEW_DEADLINE_MS = 5_000;

/**
 * One service's side of its balancer. It holds which replicas there are and which are in transit; whatever
 * changes, the whole member list is applied anew. Changes that come while an apply runs share the next one.
 */
export class BalancerLink {
  readonly #balancer: Balancer;
  #service: BalancedService;
  #replicas = new Map<number, Replica>();
  readonly #transit = new Map<number, Transit>();
  #applied: string | undefined;
  #lastView: BalancerView | undefined;
  #running: Promise<unknown> = Promise.resolve();
  #next: Promise<BalancerChange> | undefined;

  constructor(balancer: Balancer, service: BalancedService) {
    this.#balancer = balancer;
    this.#service = service;
  }

  /** The policy may have changed: other settings, other capacity. The next `settle` applies them. */
  configure(service: BalancedService): void {
    if (JSON.stringify(service) !== JSON.stringify(this.#service)) this.#applied = undefined;
    this.#service = service;
  }

  /** Takes over what Docker says runs now. */
  observe(replicas: readonly Replica[]): void {
    this.#replicas = new Map(replicas.map((r) => [r.number, r]));
  }

  /** Takes over one replica as a step left it. */
  update(replica: Replica): void {
    this.#replicas.set(replica.number, replica);
  }

  /** Drops a replica that is gone. */
  forget(number: number): void {
    this.#replicas.delete(number);
    this.#transit.delete(number);
  }

  /** Marks a replica as in transit without telling the balancer yet. */
  mark(number: number, transit: Transit | undefined): void {
    if (transit === undefined) this.#transit.delete(number);
    else this.#transit.set(number, transit);
  }

  /** Moves a replica and tells the balancer; on failure the move is taken back and the error thrown. */
  async move(number: number, transit: Transit | undefined): Promise<void> {
    const before = this.#transit.get(number);
    this.mark(number, transit);
    try {
      await this.#apply();
    } catch (error) {
      this.mark(number, before);
      throw error;
    }
  }

  /** Makes the balancer agree with Docker where it does not; cheap when it does. */
  async settle(): Promise<{ readonly view: BalancerView; readonly change?: BalancerChange }> {
    const view = await this.view();
    if (this.#agrees(view)) return { view };
    const change = await this.#apply();
    return { view: await this.view(), change };
  }

  async view(): Promise<BalancerView> {
    const replicas = [...this.#replicas.values()];
    this.#lastView = await this.#balancer.view(
      this.#service,
      replicas,
      AbortSignal.timeout(VIEW_DEADLINE_MS),
    );
    return this.#lastView;
  }

  /** What the balancer said last, without asking it again. */
  get lastView(): BalancerView | undefined {
    return this.#lastView;
  }

  /** Requests the balancer has in flight on a replica. */
  async inFlight(number: number): Promise<number> {
    const id = this.#replicas.get(number)?.id;
    const { entries } = await this.view();
    return entries.filter((e) => e.replicaId === id).reduce((sum, e) => sum + e.inFlight, 0);
  }

  async cutSessions(number: number): Promise<void> {
    const replica = this.#replicas.get(number);
    if (replica)
      await this.#balancer.cutSessions(this.#service, replica, AbortSignal.timeout(VIEW_DEADLINE_MS));
  }

  #agrees(view: BalancerView): boolean {
    const members = membersOf([...this.#replicas.values()], this.#transit);
    if (this.#applied !== membersSignature(members)) return false;
    return members.every(({ replica, state }) => {
      const entry = view.entries.find((e) => e.replicaId === replica.id);
      if (entry === undefined) return false;
      return state === 'draining' ? entry.state !== 'active' : entry.state !== 'draining';
    });
  }

  #apply(): Promise<BalancerChange> {
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.#applyNow();
    });
    this.#running = this.#next.catch(() => undefined);
    return this.#next;
  }

  async #applyNow(): Promise<BalancerChange> {
    const members = membersOf([...this.#replicas.values()], this.#transit);
    this.#applied = undefined;
    const change = await this.#balancer.apply(
      { ...this.#service, capacity: Math.max(this.#service.capacity, members.length) },
      members,
      AbortSignal.timeout(APPLY_DEADLINE_MS),
    );
    this.#applied = membersSignature(members);
    return change;
  }
}
