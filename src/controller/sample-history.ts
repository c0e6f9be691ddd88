import type { Decision } from '../core/decision.ts';
import type { Journal, SeriesPoint, SeriesRef } from '../core/journal.ts';
import { type Policy, type ServiceRef, serviceKey } from '../core/policy.ts';
import type { Clock, Log, Telemetry } from '../core/ports.ts';
import type { Sample } from '../core/sample.ts';
import { carryOn } from './carry-on.ts';

/** How much time one point covers. */
const BUCKET_MS = 15_000;

/** Hands what was measured and decided to the journal, as one point per series and bucket of time. */
export class SampleHistory implements Partial<Telemetry> {
  readonly #deps: { readonly journal: Journal; readonly clock: Pick<Clock, 'now'>; readonly log: Log };
  readonly #points = new Map<string, SeriesRef & { readonly point: SeriesPoint }>();
  #bucket = 0;

  constructor(deps: { readonly journal: Journal; readonly clock: Pick<Clock, 'now'>; readonly log: Log }) {
    this.#deps = deps;
  }

  sample(ref: ServiceRef, metric: string, sample: Sample): void {
    if (sample.kind === 'value') this.#add(ref, metric, sample.value);
  }

  decision({ ref, min, max }: Policy, decision: Decision, ready: number): void {
    const { from, to } = decision;
    this.#add(ref, 'replicas.current', from);
    this.#add(ref, 'replicas.ready', ready);
    this.#add(ref, 'replicas.desired', to);
    this.#add(ref, 'replicas.min', min);
    this.#add(ref, 'replicas.max', max);
    if (decision.shadow) this.#add(ref, 'shadow.desired', decision.shadow.to);
    this.#addForecast(ref, decision);
  }

  /** Writes what has been gathered; for the end too. */
  flush(): void {
    const entries = [...this.#points.values()];
    this.#points.clear();
    this.#bucket = this.#bucketNow();
    if (entries.length > 0) carryOn(this.#deps.log, () => this.#deps.journal.recordPoints(entries));
  }

  /** The forecast's bound in the metric's own unit, so that both can stand in one chart. */
  #addForecast(ref: ServiceRef, { forecast, recommendations }: Decision): void {
    const sample = recommendations.find(({ metric }) => metric === forecast?.metric)?.sample;
    if (forecast === undefined || sample?.kind !== 'value' || forecast.demand <= 0) return;
    this.#add(ref, `forecast.${forecast.metric}`, (sample.value * forecast.bound) / forecast.demand);
  }

  #bucketNow(): number {
    return Math.floor(this.#deps.clock.now() / BUCKET_MS) * BUCKET_MS;
  }

  #add(ref: ServiceRef, series: string, value: number): void {
    if (this.#bucketNow() !== this.#bucket) this.flush();
    const key = `${serviceKey(ref)}/${series}`;
    const { low, high, mean, count } = this.#points.get(key)?.point ?? {
      low: value,
      high: value,
      mean: value,
      count: 0,
    };
    const point = {
      at: this.#points.get(key)?.point.at ?? this.#deps.clock.now(),
      mean: (mean * count + value) / (count + 1),
      low: Math.min(low, value),
      high: Math.max(high, value),
      count: count + 1,
    };
    this.#points.set(key, { ref, series, point });
  }
}
