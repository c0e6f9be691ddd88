import { endedByFailure, isRunning, type Replica } from '../core/replica.ts';

/**
 * Where a replica stands in a plan that is under way. `joining`: not to be sent requests yet;
 * `draining`: no new requests; `out`: out of the balancer, about to stop.
 */
export type Transit = 'joining' | 'draining' | 'out';

/**
 * One service's containers as Docker last told them, by id, and where each stands in the plan under way. What a
 * plan's own steps have touched they know better than any list, which may have been asked for before.
 */
export class Roster {
  readonly #replicas = new Map<string, Replica>();
  readonly #transit = new Map<string, Transit>();
  readonly #touched = new Set<string>();

  /** By container number. */
  get all(): readonly Replica[] {
    return [...this.#replicas.values()].sort((a, b) => a.number - b.number);
  }

  /** Replicas that run and are meant to stay: neither on their way in nor out. */
  get staying(): readonly Replica[] {
    return this.all.filter((replica) => this.isStaying(replica.id));
  }

  get transit(): ReadonlyMap<string, Transit> {
    return this.#transit;
  }

  isStaying(id: string): boolean {
    const replica = this.#replicas.get(id);
    return replica !== undefined && isRunning(replica) && !this.#transit.has(id);
  }

  /** Whether the plan under way has its hand on a replica. */
  isTouched(id: string): boolean {
    return this.#touched.has(id);
  }

  /** Takes over what Docker lists now. */
  observe(listed: readonly Replica[]): void {
    for (const id of this.#replicas.keys()) if (!this.#touched.has(id)) this.#replicas.delete(id);
    for (const replica of listed) if (!this.#touched.has(replica.id)) this.#replicas.set(replica.id, replica);
    for (const id of this.#transit.keys()) if (!this.#touched.has(id)) this.#dropMarkOfStopped(id);
  }

  /** Whether every replica that no plan touches was stopped by somebody. */
  get isOtherwiseStopped(): boolean {
    const others = this.all.filter((r) => !this.#transit.has(r.id));
    return others.every((r) => !isRunning(r) && !endedByFailure(r));
  }

  /** Takes over one replica as a step left it. */
  update(replica: Replica): void {
    this.#touched.add(replica.id);
    this.#replicas.set(replica.id, replica);
  }

  /** Drops a replica that a step removed. */
  forget(id: string): void {
    this.#touched.add(id);
    this.#replicas.delete(id);
    this.#transit.delete(id);
  }

  /** Says where a replica stands; undefined is in service. */
  mark(id: string, transit: Transit | undefined): void {
    this.#touched.add(id);
    if (transit === undefined) this.#transit.delete(id);
    else this.#transit.set(id, transit);
  }

  /** The plan under way has ended. Only a replica that runs although it was to be stopped stays marked: `out`. */
  endTransit(): void {
    this.#touched.clear();
    for (const [id, transit] of this.#transit) {
      if (transit === 'out') this.#dropMarkOfStopped(id);
      else this.#transit.delete(id);
    }
  }

  /** Whatever still runs is in service again. */
  putAllBack(): void {
    this.#transit.clear();
  }

  #dropMarkOfStopped(id: string): void {
    const replica = this.#replicas.get(id);
    if (replica === undefined || !isRunning(replica)) this.#transit.delete(id);
  }
}
