import { type Capacity, P95_FACTOR } from './capacity.ts';
import type { PlantOptions } from './plant-options.ts';

/** What one step of the plant was like. */
export interface StepResult {
  /** How busy the serving replicas were, 0 to 1; as a processor measures it, never more. */
  readonly utilisation: number;
  /** Seconds, of requests that arrived in this step. */
  readonly meanResponse: number;
  readonly p95Response: number;
  /** Requests in the system on average, waiting ones too. */
  readonly inFlight: number;
  /** Requests that wait at the end because capacity was short. */
  readonly backlog: number;
  /** Requests whose clients gave up. */
  readonly shed: number;
}

/**
 * A service under processor sharing whose requests are spread evenly over its serving replicas: mean response
 * T = s ÷ (1−ρ), p95 = 3T. What exceeds the capacity X waits as backlog, B' = max(0, B + (λ − X)Δ), for B ÷ X seconds,
 * and is given up at the clients' timeout.
 */
export class Plant {
  readonly #options: PlantOptions;
  readonly #capacity: Capacity;
  #backlog = 0;

  constructor(options: PlantOptions, capacity: Capacity) {
    this.#options = options;
    this.#capacity = capacity;
  }

  /** One step in which `arrivals` requests come and `ready` replicas serve. */
  step(arrivals: number, ready: number): StepResult {
    const { stepSeconds, timeoutSeconds } = this.#options;
    const throughput = this.#capacity.throughput(ready);
    const possible = throughput * stepSeconds;
    const before = this.#backlog;
    const after = Math.max(0, before + arrivals - possible);
    const kept = Math.min(after, throughput * timeoutSeconds);
    this.#backlog = kept;
    const shed = after - kept;
    if (ready === 0)
      return {
        utilisation: 0,
        meanResponse: timeoutSeconds,
        p95Response: timeoutSeconds,
        inFlight: arrivals,
        backlog: 0,
        shed,
      };
    const wait = Math.min(timeoutSeconds, Math.max(before, kept) / throughput);
    const sharing = this.#sharing(arrivals / possible, ready / throughput);
    return {
      utilisation: Math.min(1, (before + arrivals) / possible),
      meanResponse: Math.min(timeoutSeconds, wait + sharing),
      p95Response: Math.min(timeoutSeconds, wait + P95_FACTOR * sharing),
      inFlight: (before + kept) / 2 + Math.min(arrivals / stepSeconds, throughput) * sharing,
      backlog: kept,
      shed,
    };
  }

  /** Mean response without backlog; within one step no request gets older than the step. */
  #sharing(load: number, serviceSeconds: number): number {
    const longest = serviceSeconds + this.#options.stepSeconds;
    return load < 1 ? Math.min(longest, serviceSeconds / (1 - load)) : longest;
  }
}
