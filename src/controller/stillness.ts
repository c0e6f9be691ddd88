import { endedByFailure, isRunning, type Replica } from '../core/replica.ts';

/** Docker gives a container 10 s to stop, so that a `docker compose down` may change nothing for as long. */
const REST_MS = 12_000;

/** Notices that somebody else starts, stops or recreates a service's containers, and when they rest again. */
export class Stillness {
  #seen: ReadonlyMap<string, Replica> | undefined;
  #disturbedUntil = Number.NEGATIVE_INFINITY;

  /** A service that came while the controller ran is being started by somebody right now. */
  constructor(hasJustCome: boolean, now: number) {
    if (hasJustCome) this.#disturbedUntil = now + REST_MS;
  }

  /** Compares with what was seen before; what the controller did itself does not count. `now` is epoch milliseconds. */
  see(replicas: readonly Replica[], isOwn: (id: string) => boolean, now: number): void {
    const before = this.#seen;
    const seen = new Map(replicas.map((replica) => [replica.id, replica]));
    this.#seen = seen;
    if (before === undefined) return;
    const changed = [...new Set([...before.keys(), ...seen.keys()])].filter(
      (id) => !isOwn(id) && stateOf(before.get(id)) !== stateOf(seen.get(id)),
    );
    if (changed.length === 0) return;
    // Nobody's hand is in a replica that failed by itself, so that one look more is enough.
    const restMs = changed.every((id) => hasFailed(before.get(id), seen.get(id))) ? 0 : REST_MS;
    this.#disturbedUntil = Math.max(this.#disturbedUntil, now + restMs);
  }

  /** Whether somebody's hand may still be at work. */
  isDisturbed(now: number): boolean {
    return now <= this.#disturbedUntil;
  }
}

function stateOf(replica: Replica | undefined): 'gone' | 'running' | 'stopped' {
  if (replica === undefined) return 'gone';
  return isRunning(replica) ? 'running' : 'stopped';
}

function hasFailed(before: Replica | undefined, now: Replica | undefined): boolean {
  return before !== undefined && isRunning(before) && now !== undefined && endedByFailure(now);
}
