import type { QueryFailure } from './failure.ts';

/** This many failures of Prometheus itself in a row are enough to stop asking in this tick. */
const ENOUGH = 3;

/** Remembers, within one tick, whether asking on makes sense: a dead Prometheus must not cost a deadline per query. */
export class Circuit {
  #inRow = 0;
  #last: QueryFailure | undefined;

  /** Takes note of an outcome; a refused query says nothing against Prometheus. */
  note(outcome: QueryFailure | { readonly body: unknown }): void {
    if ('body' in outcome || outcome.code === 'E_PROMETHEUS_QUERY') {
      this.#inRow = 0;
      return;
    }
    this.#inRow++;
    this.#last = outcome;
  }

  /** The failure to answer with instead of asking, once there were enough of them. */
  get open(): QueryFailure | undefined {
    return this.#inRow >= ENOUGH ? this.#last : undefined;
  }
}
