import { toAutoscalerError } from '../core/errors.ts';
import { forecastMetric, horizonMs, type TargetMetric } from '../core/evaluate/forecast-floor.ts';
import { LEARNING_MS } from '../core/forecast/forecast.ts';
import { learnPast, totalQuery } from '../core/forecast/past.ts';
import { serviceKey } from '../core/policy.ts';
import type { Dependencies } from './dependencies.ts';
import type { ManagedService } from './managed-service.ts';

const PAST_MS = 8 * 24 * 3_600_000;
const STEP_MS = 60_000;
const DEADLINE_MS = 60_000;

/** Lets forecasts that know nothing yet learn from the recorded past of their load, once for each service. */
export class PastLearner {
  readonly #deps: Pick<Dependencies, 'clock' | 'log' | 'past'>;
  readonly #asked = new Set<string>();

  constructor(deps: Pick<Dependencies, 'clock' | 'log' | 'past'>) {
    this.#deps = deps;
  }

  /** Begins to learn where nothing was learned; ticks do not wait for it. Never rejects. */
  async learn(services: readonly ManagedService[], signal: AbortSignal): Promise<void> {
    for (const service of services) {
      const key = serviceKey(service.ref);
      if (this.#asked.has(key) || service.policy.forecast === undefined) continue;
      const found = forecastMetric(service.policy, service.history);
      if (found === undefined) continue;
      this.#asked.add(key);
      if (!knowsItsLoad(service)) await this.#learnOne(service, found, signal);
    }
  }

  async #learnOne(service: ManagedService, found: TargetMetric, signal: AbortSignal): Promise<void> {
    const { clock, log, past } = this.#deps;
    const { ref, policy, history } = service;
    if (past === undefined || policy.forecast === undefined) return;
    const toMs = clock.now();
    try {
      const range = { fromMs: toMs - PAST_MS, toMs, stepMs: STEP_MS };
      const stop = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
      const totals = await past.read(totalQuery(found.metric), ref, range, stop);
      const { shortage } = policy.forecast;
      const memory = learnPast(totals, {
        target: found.rule.target,
        horizonMs: horizonMs(history),
        shortage,
      });
      if (memory === undefined || knowsItsLoad(service)) return;
      service.adoptForecast(memory);
      log.info({ ...ref, points: totals.length }, `${serviceKey(ref)}: the forecast learned from Prometheus`);
    } catch (thrown) {
      const { message } = toAutoscalerError(thrown);
      log.info({ ...ref }, `${serviceKey(ref)}: the forecast begins without a past: ${message}`);
    }
  }
}

function knowsItsLoad({ history }: ManagedService): boolean {
  return (history.forecast?.watchedMs ?? 0) >= LEARNING_MS;
}
