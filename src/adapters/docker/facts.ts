import type Docker from 'dockerode';
import type { ServiceRef } from '../../core/policy.ts';
import type { DockerClient } from './client.ts';
import { mapBounded } from './concurrency.ts';
import { statusOf } from './failures.ts';
import { nameOf, serviceOf } from './labels.ts';

/** What of a container seldom changes. */
export interface ContainerFacts {
  readonly ref?: ServiceRef;
  readonly name: string;
  /** In cores. Absent without a limit. */
  readonly cpuLimitCores?: number;
  /** In bytes. Absent without a limit. */
  readonly memoryLimitBytes?: number;
}

const CONCURRENT_READS = 16;
/** `docker update` can change limits of a running container. */
const MAX_AGE_MS = 5 * 60_000;
const DEFAULT_PERIOD_US = 100_000;

/** The CPU limit of a host configuration in cores, given either way; undefined without one. */
export function cpuLimitOf(
  host: Pick<Docker.HostConfig, 'NanoCpus' | 'CpuQuota' | 'CpuPeriod'>,
): number | undefined {
  if (host.NanoCpus !== undefined && host.NanoCpus > 0) return host.NanoCpus / 1e9;
  if (host.CpuQuota === undefined || host.CpuQuota <= 0) return undefined;
  return host.CpuQuota / (host.CpuPeriod || DEFAULT_PERIOD_US);
}

/** Reads containers' facts once in a while. */
export class FactsCache {
  readonly #client: DockerClient;
  readonly #known = new Map<string, { readonly facts: ContainerFacts; readonly at: number }>();

  constructor(client: DockerClient) {
    this.#client = client;
  }

  /** The facts by ID; containers that are gone are absent. */
  async of(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, ContainerFacts>> {
    const oldest = Date.now() - MAX_AGE_MS;
    const missing = [...new Set(ids)].filter((id) => (this.#known.get(id)?.at ?? 0) < oldest);
    await mapBounded(missing, CONCURRENT_READS, (id) => this.#read(id, signal));
    const known = ids.map((id) => [id, this.#known.get(id)?.facts] as const);
    return new Map(known.flatMap(([id, facts]) => (facts === undefined ? [] : [[id, facts] as const])));
  }

  /** Drops what is known of a container that is gone. */
  forget(id: string): void {
    this.#known.delete(id);
  }

  /** What is known of a container without asking, if anything. */
  latest(id: string): ContainerFacts | undefined {
    return this.#known.get(id)?.facts;
  }

  async #read(id: string, signal: AbortSignal): Promise<void> {
    try {
      const inspected = await this.#client.call('reading a container', signal, (docker, abortSignal) =>
        docker.getContainer(id).inspect({ abortSignal }),
      );
      const ref = serviceOf(inspected.Config.Labels ?? {});
      const cpuLimitCores = cpuLimitOf(inspected.HostConfig);
      const memory = inspected.HostConfig.Memory ?? 0;
      const facts = {
        ...(ref === undefined ? {} : { ref }),
        name: nameOf([inspected.Name]),
        ...(cpuLimitCores === undefined ? {} : { cpuLimitCores }),
        ...(memory > 0 ? { memoryLimitBytes: memory } : {}),
      };
      this.#known.set(id, { facts, at: Date.now() });
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
      this.#known.delete(id);
    }
  }
}
