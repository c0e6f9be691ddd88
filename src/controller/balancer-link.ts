import type { BalancedService, Balancer, BalancerChange, BalancerView } from '../core/ports.ts';
import type { Replica } from '../core/replica.ts';
import { membersOf, membersSignature } from './members.ts';
import type { Roster, Transit } from './roster.ts';
import { SharedRun } from './shared-run.ts';

const APPLY_DEADLINE_MS = 30_000;
const VIEW_DEADLINE_MS = 5_000;

/**
 * One service's side of its balancer. Whatever changes in the roster, the whole member list is applied anew.
 * Changes that come while an apply runs share the next one.
 */
export class BalancerLink {
  readonly #balancer: Balancer;
  readonly #roster: Roster;
  readonly #onChange: (change: BalancerChange) => void;
  #service: BalancedService;
  #applied: string | undefined;
  #lastView: BalancerView | undefined;
  readonly #applying = new SharedRun(() => this.#applyNow());
  /** Several replicas drain at a time, and one look tells of all. */
  readonly #viewing = new SharedRun(() => this.#viewNow());

  constructor(
    balancer: Balancer,
    service: BalancedService,
    roster: Roster,
    onChange: (change: BalancerChange) => void,
  ) {
    this.#balancer = balancer;
    this.#service = service;
    this.#roster = roster;
    this.#onChange = onChange;
  }

  /** The policy may have changed: other settings, other capacity. The next `settle` applies them. */
  configure(service: BalancedService): void {
    if (JSON.stringify(service) !== JSON.stringify(this.#service)) this.#applied = undefined;
    this.#service = service;
  }

  /** Moves a replica and tells the balancer; on failure the move is taken back and the error thrown. */
  async move(id: string, transit: Transit | undefined): Promise<void> {
    const before = this.#roster.transit.get(id);
    this.#roster.mark(id, transit);
    try {
      await this.#applying.run();
    } catch (error) {
      this.#roster.mark(id, before);
      throw error;
    }
  }

  /** Lets the balancer prepare for what is joining. A failure shows again when it joins. */
  async prepare(): Promise<void> {
    await this.#applying.run().catch(() => undefined);
  }

  /** Makes the balancer agree with Docker where it does not; cheap when it does. */
  async settle(): Promise<void> {
    if (this.#agrees(await this.view())) return;
    await this.#applying.run();
    await this.view();
  }

  view(): Promise<BalancerView> {
    return this.#viewing.run();
  }

  async #viewNow(): Promise<BalancerView> {
    const signal = AbortSignal.timeout(VIEW_DEADLINE_MS);
    this.#lastView = await this.#balancer.view(this.#service, this.#roster.all, signal);
    return this.#lastView;
  }

  /** What the balancer said last, without asking it again. */
  get lastView(): BalancerView | undefined {
    return this.#lastView;
  }

  /** Requests the balancer has in flight on a replica. */
  async inFlight(id: string): Promise<number> {
    const { entries } = await this.view();
    return entries.filter((e) => e.replicaId === id).reduce((sum, e) => sum + e.inFlight, 0);
  }

  async cutSessions(replica: Replica): Promise<void> {
    await this.#balancer.cutSessions(this.#service, replica, AbortSignal.timeout(VIEW_DEADLINE_MS));
  }

  /** Whether the last list was carried through, and exactly its active members are in rotation. */
  #agrees(view: BalancerView): boolean {
    const members = membersOf(this.#roster.all, this.#roster.transit);
    if (this.#applied !== membersSignature(members)) return false;
    const active = new Set(members.flatMap((m) => (m.state === 'active' ? [m.replica.id] : [])));
    const serving = view.entries.filter((entry) => entry.state === 'active');
    return (
      serving.length === active.size && serving.every(({ replicaId }) => replicaId && active.has(replicaId))
    );
  }

  async #applyNow(): Promise<void> {
    const members = membersOf(this.#roster.all, this.#roster.transit);
    this.#applied = undefined;
    const change = await this.#balancer.apply(
      { ...this.#service, capacity: Math.max(this.#service.capacity, members.length) },
      members,
      AbortSignal.timeout(APPLY_DEADLINE_MS),
    );
    this.#applied = membersSignature(members);
    if (change.changed) this.#onChange(change);
  }
}
