import { AutoscalerError } from '../core/errors.ts';
import { formatReplicas } from '../core/format.ts';
import type { PlantOptions } from './plant-options.ts';

/** p95 ÷ mean of an exponential response time: ln 20, rounded as the published set-up has it. */
export const P95_FACTOR = 3;
const MOST_REPLICAS = 10_000;
const ROUNDING_ERROR = 1e-9;

/** What so many serving replicas carry. */
export class Capacity {
  readonly #options: PlantOptions;
  /** By replicas, the highest arrival rate within the SLO that so many, or fewer, carry. */
  readonly #within: readonly number[];

  /** Throws `E_CONFIG` when even an idle replica does not keep the SLO, or no count carries the peak. */
  constructor(options: PlantOptions) {
    this.#options = options;
    const { serviceRate, sloSeconds } = options;
    if (this.withinSlo(1) <= 0)
      throw new AutoscalerError(
        'E_CONFIG',
        `an idle replica that serves ${serviceRate} req/s has a p95 of ${(P95_FACTOR * 1000) / serviceRate} ms, over the SLO of ${sloSeconds * 1000} ms`,
        { fix: 'Raise --slo or --service-rate.' },
      );
    const within: number[] = [0];
    for (let replicas = 1; replicas <= MOST_REPLICAS; replicas++) {
      const rate = this.withinSlo(replicas);
      if (rate <= (within.at(-1) ?? 0)) break;
      within.push(rate);
    }
    this.#within = within;
    const useful = within.length - 1;
    if (options.unitSeconds === undefined && options.peakReplicas > useful)
      throw new AutoscalerError(
        'E_CONFIG',
        `on this host more than ${formatReplicas(useful)} carry no more load, so the peak cannot need ${options.peakReplicas}`,
        { fix: 'Lower --peak-replicas or --contention, or raise --host-replicas.' },
      );
  }

  /**
   * Requests per second at full use: X(n) = μn ÷ (1 + α(n−1) + βn(n−1)), the universal scalability law, and no more
   * than the host's cores carry. A replica that is not warm is a share of one.
   */
  throughput(replicas: number): number {
    const { serviceRate, contention, hostReplicas } = this.#options;
    const { alpha, beta } = contention;
    const others = Math.max(0, replicas - 1);
    const scaled = (serviceRate * replicas) / (1 + alpha * others + beta * replicas * others);
    return Math.min(scaled, serviceRate * hostReplicas);
  }

  /** The highest arrival rate whose p95 = 3·s ÷ (1−ρ) keeps the SLO, with s = n ÷ X and ρ = λ ÷ X: X − 3n ÷ SLO. */
  withinSlo(replicas: number): number {
    return this.throughput(replicas) - (P95_FACTOR * replicas) / this.#options.sloSeconds;
  }

  /** The fewest replicas, at least one, that keep the SLO at this rate; the most useful count where none does. */
  need(rate: number): number {
    let [low, high] = [1, this.#within.length - 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (rate <= (this.#within[middle] ?? 0) * (1 + ROUNDING_ERROR)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
