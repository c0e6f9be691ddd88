import { type AutoscalerError, toAutoscalerError } from '../../core/errors.ts';
import type { ContainerUse } from '../../core/observation.ts';
import type { MetricRequest, MetricSource } from '../../core/ports.ts';
import type { Sample } from '../../core/sample.ts';
import type { ContainerStats, Usage } from './container-stats.ts';
import type { ContainerFacts, FactsCache } from './facts.ts';
import { Rotation } from './rotation.ts';
import { cpuPercent, meanSample, type ReplicaReading } from './usage-sample.ts';

/** Containers that one `collect` reads; some 50 ms of work. */
const COLLECTED_AT_ONCE = 200;

/** CPU and memory of services, from the engine's own statistics. */
export class DockerMetricSource implements MetricSource {
  readonly #stats: ContainerStats;
  readonly #facts: FactsCache;
  readonly #rotation = new Rotation(COLLECTED_AT_ONCE);
  /** What `collect` was last asked for. */
  #collected: readonly string[] = [];

  constructor(stats: ContainerStats, facts: FactsCache) {
    this.#stats = stats;
    this.#facts = facts;
  }

  async read(requests: readonly MetricRequest[], signal: AbortSignal): Promise<readonly Sample[]> {
    try {
      const ids = requests.flatMap((request) => (isDocker(request) ? request.replicaIds : []));
      const [usages, facts] = await this.#readAll(ids, signal);
      return requests.map((request) => sampleFor(request, usages, facts));
    } catch (error) {
      const { code, message } = toAutoscalerError(error);
      return requests.map(() => ({ kind: 'error', code, message }));
    }
  }

  /** Reads containers for the sake of `snapshot`; of very many only some, the others in the next calls. */
  async collect(ids: readonly string[], signal: AbortSignal): Promise<void> {
    this.#collected = ids;
    await this.#readAll(this.#rotation.next(ids), signal);
  }

  /** The last readings of the containers that `collect` was last asked for, at most ten minutes old. */
  snapshot(): readonly ContainerUse[] {
    return this.#collected.flatMap((id) => {
      const facts = this.#facts.latest(id);
      const usage = this.#stats.latest(id);
      if (facts?.ref === undefined || usage === undefined) return [];
      const { at: _at, ...use } = usage;
      const percent = cpuPercent(usage, facts.cpuLimitCores);
      return [
        {
          ref: facts.ref,
          containerName: facts.name,
          ...use,
          ...(percent === undefined ? {} : { cpuPercent: percent }),
        },
      ];
    });
  }

  async #readAll(ids: readonly string[], signal: AbortSignal) {
    const facts = await this.#facts.of(ids, signal);
    return [await this.#stats.read(ids, signal), facts] as const;
  }
}

function isDocker(request: MetricRequest): boolean {
  return request.metric.source.kind === 'docker';
}

function sampleFor(
  request: MetricRequest,
  usages: ReadonlyMap<string, Usage | AutoscalerError>,
  facts: ReadonlyMap<string, ContainerFacts>,
): Sample {
  const { source, maxAgeMs } = request.metric;
  if (source.kind !== 'docker') {
    const message = `The Docker Engine has no metric of the kind “${source.kind}”.`;
    return { kind: 'error', code: 'E_METRIC_UNAVAILABLE', message };
  }
  const readings = request.replicaIds.flatMap((id): readonly ReplicaReading[] => {
    const usage = usages.get(id);
    const cpuLimitCores = facts.get(id)?.cpuLimitCores;
    return usage === undefined ? [] : [{ usage, ...(cpuLimitCores === undefined ? {} : { cpuLimitCores }) }];
  });
  return meanSample(source.metric, readings, Date.now(), maxAgeMs);
}
