import { type Forecast, forecastDemand } from '../../src/core/forecast/forecast.ts';
import { learn } from '../../src/core/forecast/learn.ts';
import type { ForecastMemory } from '../../src/core/forecast/memory.ts';
import { T0 } from './builders.ts';

/** How a forecast watches: as the controller does, with replicas that follow its bound a start-up later. */
export interface Watching {
  readonly shortage: number;
  readonly intervalMs: number;
  readonly horizonMs: number;
}

const USUAL: Watching = { shortage: 0.01, intervalMs: 15_000, horizonMs: 45_000 };

/** A load in replicas, by epoch milliseconds; undefined where nothing was measured. */
export type DemandAt = (at: number) => number | undefined;

/** A forecast that watches a load on virtual time, and the replicas that it would have there. */
export class WatchedLoad {
  readonly #demandAt: DemandAt;
  readonly #watching: Watching;
  readonly #bounds: { readonly at: number; readonly bound: number }[] = [];
  memory: ForecastMemory | undefined;
  now = T0;
  /** Of the whole load, and of what met too few replicas, since `resetTally`. */
  #tally = { load: 0, short: 0 };

  constructor(demandAt: DemandAt, watching: Partial<Watching> = {}) {
    this.#demandAt = demandAt;
    this.#watching = { ...USUAL, ...watching };
  }

  get forecast(): Forecast {
    return this.forecastAt(this.now);
  }

  forecastAt(now: number): Forecast {
    const demand = this.#demandAt(now) ?? 0;
    return forecastDemand(this.memory, { metric: 'cpu', demand, horizonMs: this.#watching.horizonMs }, now);
  }

  /** Share of the load that met too few replicas. */
  get shortShare(): number {
    return this.#tally.short / this.#tally.load;
  }

  resetTally(): void {
    this.#tally = { load: 0, short: 0 };
  }

  watch(ms: number): this {
    const until = this.now + ms;
    while (this.now < until) this.#tick();
    return this;
  }

  #tick(): void {
    const { intervalMs, horizonMs, shortage } = this.#watching;
    this.now += intervalMs;
    const demand = this.#demandAt(this.now);
    if (demand === undefined) return;
    // What was bound within the horizon has replicas now.
    while ((this.#bounds[0]?.at ?? this.now) < this.now - horizonMs) this.#bounds.shift();
    const ready = Math.max(...this.#bounds.map(({ bound }) => bound), demand * 0.5);
    const isShort = demand > ready;
    this.#tally.load += demand;
    this.#tally.short += isShort ? demand : 0;
    this.memory = learn(this.memory, {
      demand,
      ready: Math.ceil(ready),
      isShort,
      horizonMs,
      shortage,
      now: this.now,
    });
    this.#bounds.push({ at: this.now, bound: this.forecast.bound });
  }
}
