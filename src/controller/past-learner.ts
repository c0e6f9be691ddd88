import { toAutoscalerError } from '../core/errors.ts';
import { forecastMetric, horizonMs } from '../core/evaluate/forecast-floor.ts';
import { metricsOfTargets, targetsFromPast } from '../core/evaluate/past-targets.ts';
import { LEARNING_MS } from '../core/forecast/forecast.ts';
import { learnPast, totalsOf } from '../core/forecast/past.ts';
import { type Metric, serviceKey } from '../core/policy.ts';
import type { RecordedValue } from '../core/ports.ts';
import type { Dependencies } from './dependencies.ts';
import type { ManagedService } from './managed-service.ts';
import { journalPast, type Past, prometheusPast } from './past.ts';

const PAST_MS = 8 * 24 * 3_600_000;
const STEP_MS = 60_000;
const DEADLINE_MS = 60_000;

/** Reads what a metric of one service was, or how many of its replicas were ready. */
type Read = (what: Metric | 'ready') => Promise<readonly RecordedValue[]>;

/** Something to be learned of a service, from whatever past there is. */
interface Lesson {
  readonly name: string;
  readonly isKnown: (service: ManagedService) => boolean;
  /** Whether something was learned. */
  readonly learn: (service: ManagedService, read: Read) => Promise<boolean>;
}

/**
 * Lets learned targets and forecasts that know nothing yet learn from the recorded past of their load, once for each
 * service: from Prometheus where it has one, else from the journal.
 */
export class PastLearner {
  readonly #deps: Pick<Dependencies, 'clock' | 'log'>;
  readonly #pasts: readonly Past[];
  readonly #asked = new Set<string>();

  constructor(deps: Pick<Dependencies, 'clock' | 'log' | 'past' | 'journal'>) {
    this.#deps = deps;
    this.#pasts = [...(deps.past ? [prometheusPast(deps.past)] : []), journalPast(deps.journal)];
  }

  /** Begins to learn where nothing was learned; ticks do not wait for it. Never rejects. */
  async learn(services: readonly ManagedService[], signal: AbortSignal): Promise<void> {
    for (const service of services) {
      if (!knowsItsTargets(service) && this.#isFirst(service, TARGETS))
        await this.#learn(service, TARGETS, signal);
      if (!knowsItsLoad(service) && hasForecast(service) && this.#isFirst(service, LOAD))
        await this.#learn(service, LOAD, signal);
    }
  }

  #isFirst({ ref }: ManagedService, { name }: Lesson): boolean {
    const key = `${name} of ${serviceKey(ref)}`;
    const isFirst = !this.#asked.has(key);
    this.#asked.add(key);
    return isFirst;
  }

  /** Tries one past after the other until enough is known. */
  async #learn(service: ManagedService, lesson: Lesson, signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#deps;
    const { ref } = service;
    const what = `${serviceKey(ref)}: the ${lesson.name}`;
    const toMs = clock.now();
    const range = { fromMs: toMs - PAST_MS, toMs, stepMs: STEP_MS };
    for (const past of this.#pasts) {
      const stop = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
      try {
        // Reading the journal and learning take some 100 ms without a pause: ticks come between.
        await clock.sleep(0, signal);
        if (await lesson.learn(service, (metric) => past.read(metric, ref, range, stop)))
          log.info({ ...ref }, `${what} learned from ${past.name}`);
        if (lesson.isKnown(service)) return;
      } catch (thrown) {
        if (signal.aborted) return;
        const { message } = toAutoscalerError(thrown);
        log.info({ ...ref }, `${what} learned nothing from ${past.name}: ${message}`);
      }
    }
  }
}

function knowsItsTargets({ policy, history }: ManagedService): boolean {
  return policy.metrics.every(
    ({ name, rule }) => rule.kind !== 'learned' || history.targets?.[name] !== undefined,
  );
}

function knowsItsLoad(service: ManagedService): boolean {
  return watchedMs(service) >= LEARNING_MS;
}

function watchedMs({ history }: ManagedService): number {
  return history.forecast?.watchedMs ?? 0;
}

/** Whether there is a forecast whose metric has its target. */
function hasForecast({ policy, history }: ManagedService): boolean {
  return policy.forecast !== undefined && forecastMetric(policy, history) !== undefined;
}

async function learnTargets(service: ManagedService, read: Read): Promise<boolean> {
  const { policy } = service;
  const names = metricsOfTargets(policy);
  const metrics = policy.metrics.filter(({ name }) => names.includes(name));
  const [ready, ...recorded] = await Promise.all([read('ready'), ...metrics.map(read)]);
  const byName = new Map(metrics.map(({ name }, index) => [name, recorded[index] ?? []]));
  const targets = targetsFromPast(policy, byName, ready);
  if (targets === undefined || knowsItsTargets(service)) return false;
  service.adoptLearned({ targets: { ...targets, ...service.history.targets } });
  return true;
}

async function learnLoad(service: ManagedService, read: Read): Promise<boolean> {
  const { policy, history } = service;
  const found = forecastMetric(policy, history);
  if (found === undefined || policy.forecast === undefined) return false;
  const isAverage = found.metric.aggregate === 'average';
  const [values, ready] = await Promise.all([read(found.metric), isAverage ? read('ready') : []]);
  const forecast = learnPast(totalsOf(found.metric, values, ready), {
    target: found.rule.target,
    horizonMs: horizonMs(history),
    shortage: policy.forecast.shortage,
  });
  if (forecast === undefined || forecast.watchedMs <= watchedMs(service)) return false;
  service.adoptLearned({ forecast });
  return true;
}

const TARGETS: Lesson = { name: 'targets', isKnown: knowsItsTargets, learn: learnTargets };
const LOAD: Lesson = { name: 'forecast', isKnown: knowsItsLoad, learn: learnLoad };
