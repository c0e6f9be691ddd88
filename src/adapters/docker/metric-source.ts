import { type AutoscalerError, toAutoscalerError } from '../../core/errors.ts';
import type { ServiceRef } from '../../core/policy.ts';
import type { MetricRequest, MetricSource } from '../../core/ports.ts';
import type { Sample } from '../../core/sample.ts';
import type { ContainerStats, Usage } from './container-stats.ts';
import type { ContainerFacts, FactsCache } from './facts.ts';
import { cpuPercent, meanSample, type ReplicaReading } from './usage-sample.ts';

/** What one container of a service uses, for export. `cpuCores` and `cpuPercent` are missing until a second reading. */
export interface ContainerUse {
  readonly ref: ServiceRef;
  readonly containerName: string;
  readonly cpuCores?: number;
  /** Of the container's CPU limit, or of one core without one. */
  readonly cpuPercent?: number;
  readonly memoryBytes?: number;
  /** The host's memory where the container has no limit. */
  readonly memoryLimitBytes?: number;
}

/** Older readings are of containers that nobody asks for any more. */
const SNAPSHOT_MAX_AGE_MS = 2 * 60_000;

/** CPU and memory of services, from the engine's own statistics. */
export class DockerMetricSource implements MetricSource {
  readonly #stats: ContainerStats;
  readonly #facts: FactsCache;

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

  /** Reads the containers for the sake of `snapshot`, where no metric asks for them. */
  async collect(ids: readonly string[], signal: AbortSignal): Promise<void> {
    await this.#readAll(ids, signal);
  }

  /** The last readings of services' containers. */
  snapshot(): readonly ContainerUse[] {
    const oldest = Date.now() - SNAPSHOT_MAX_AGE_MS;
    return this.#facts.entries().flatMap(([id, { ref, name, cpuLimitCores }]) => {
      const usage = this.#stats.latest(id);
      if (ref === undefined || usage === undefined || usage.at < oldest) return [];
      const { at: _at, ...use } = usage;
      const percent = cpuPercent(usage, cpuLimitCores);
      return [
        { ref, containerName: name, ...use, ...(percent === undefined ? {} : { cpuPercent: percent }) },
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
