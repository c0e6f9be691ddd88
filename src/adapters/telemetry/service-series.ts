import { type ServiceRef, serviceKey } from '../../core/policy.ts';

/** Remembers which series belong to which service, so that they can go with it. */
export class ServiceSeries {
  readonly #drops = new Map<string, Map<string, () => void>>();

  /** Notes a series of the service under a name of its own, with what removes it. */
  remember(ref: ServiceRef, series: string, drop: () => void): void {
    const key = serviceKey(ref);
    const ofService = this.#drops.get(key);
    if (ofService === undefined) this.#drops.set(key, new Map([[series, drop]]));
    else if (!ofService.has(series)) ofService.set(series, drop);
  }

  /** Removes the series of every service that is not among `refs`. */
  retain(refs: readonly ServiceRef[]): void {
    const kept = new Set(refs.map(serviceKey));
    for (const [key, drops] of this.#drops) {
      if (kept.has(key)) continue;
      for (const drop of drops.values()) drop();
      this.#drops.delete(key);
    }
  }
}
