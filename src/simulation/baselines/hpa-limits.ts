const WINDOW_MS = 300_000;

/**
 * What the Kubernetes HPA does with a recommendation when no `behavior` is set: the highest of the last 300 s counts,
 * and one sync raises to no more than max(2 · current, 4).
 */
export class HpaLimits {
  #recommendations: readonly { readonly at: number; readonly replicas: number }[] = [];

  apply(recommended: number, current: number, now: number): number {
    const recent = this.#recommendations.filter(({ at }) => at >= now - WINDOW_MS);
    this.#recommendations = [...recent, { at: now, replicas: recommended }];
    const highest = Math.max(...this.#recommendations.map(({ replicas }) => replicas));
    return Math.min(highest, Math.max(2 * current, 4));
  }
}
