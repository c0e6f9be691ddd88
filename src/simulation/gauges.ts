import type { StepResult } from './plant.ts';

/** What can be measured of a service, over the last `seconds` (at least one step of the plant). */
export interface Gauges {
  /** Mean use of the serving replicas in % of what one can, at most 100. */
  cpuPercent(seconds: number): number;
  /** Requests per second over the whole service, as the balancer counts them when they come. */
  requestsPerSecond(seconds: number): number;
  /** Mean response time in milliseconds; undefined when no request came. */
  responseTimeMs(seconds: number): number | undefined;
  /** Requests in the service at a time, waiting ones too. */
  inFlight(seconds: number): number;
  /** Requests at a time that wait because capacity is short. */
  queue(seconds: number): number;
}

/** The measurements of one replay, kept as running sums so that any window costs the same. */
export class RecordedGauges implements Gauges {
  readonly #stepSeconds: number;
  readonly #arrivals: Float64Array;
  readonly #utilisation: Float64Array;
  readonly #response: Float64Array;
  readonly #inFlight: Float64Array;
  readonly #backlog: Float64Array;
  #steps = 0;

  constructor(steps: number, stepSeconds: number) {
    const sums = () => new Float64Array(steps + 1);
    this.#stepSeconds = stepSeconds;
    this.#arrivals = sums();
    this.#utilisation = sums();
    this.#response = sums();
    this.#inFlight = sums();
    this.#backlog = sums();
  }

  add(arrivals: number, result: StepResult): void {
    const step = this.#steps++;
    const append = (sums: Float64Array, value: number) => {
      sums[step + 1] = (sums[step] ?? 0) + value;
    };
    append(this.#arrivals, arrivals);
    append(this.#utilisation, result.utilisation);
    append(this.#response, arrivals * result.meanResponse);
    append(this.#inFlight, result.inFlight);
    append(this.#backlog, result.backlog);
  }

  cpuPercent(seconds: number): number {
    return 100 * this.#mean(this.#utilisation, seconds);
  }

  requestsPerSecond(seconds: number): number {
    return this.#mean(this.#arrivals, seconds) / this.#stepSeconds;
  }

  responseTimeMs(seconds: number): number | undefined {
    const requests = this.#mean(this.#arrivals, seconds);
    return requests === 0 ? undefined : (1000 * this.#mean(this.#response, seconds)) / requests;
  }

  inFlight(seconds: number): number {
    return this.#mean(this.#inFlight, seconds);
  }

  queue(seconds: number): number {
    return this.#mean(this.#backlog, seconds);
  }

  #mean(sums: Float64Array, seconds: number): number {
    const wanted = Math.max(1, Math.round(seconds / this.#stepSeconds));
    const steps = Math.min(this.#steps, wanted);
    if (steps === 0) return 0;
    return ((sums[this.#steps] ?? 0) - (sums[this.#steps - steps] ?? 0)) / steps;
  }
}
