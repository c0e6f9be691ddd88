import { AutoscalerError } from '../../core/errors.ts';
import type { HostUse } from '../../core/observation.ts';
import { type ServiceRef, serviceKey } from '../../core/policy.ts';
import type { DockerClient } from './client.ts';
import type { ContainerStats, Usage } from './container-stats.ts';
import type { HostSizeCache } from './engine-info.ts';
import type { FactsCache } from './facts.ts';
import { serviceOf } from './labels.ts';
import type { Listed } from './wire.ts';

interface Whole {
  readonly running: readonly Listed[];
  readonly usages: ReadonlyMap<string, Usage>;
}

/** Services of one tick share the reading of all containers. */
const SHARED_FOR_MS = 1_000;

/** What the host has and uses, all of its running containers together. */
export class HostUseReader {
  readonly #client: DockerClient;
  readonly #stats: ContainerStats;
  readonly #facts: FactsCache;
  readonly #size: HostSizeCache;
  #whole: { readonly at: number; readonly reading: Promise<Whole> } | undefined;

  constructor(client: DockerClient, stats: ContainerStats, facts: FactsCache, size: HostSizeCache) {
    this.#client = client;
    this.#stats = stats;
    this.#facts = facts;
    this.#size = size;
  }

  /** As seen from one service, whose replicas' limit or mean use is what one more will take. */
  async read(ref: ServiceRef, signal: AbortSignal): Promise<HostUse> {
    const [size, whole] = await Promise.all([this.#size.get(signal), this.#share(signal)]);
    const used = [...whole.usages.values()];
    const own = whole.running.filter((container) => isOf(container, ref)).map((container) => container.Id);
    const facts = [...(await this.#facts.of(own, signal)).values()];
    const ownUse = own.map((id) => whole.usages.get(id)).filter((usage) => usage !== undefined);
    return {
      ...size,
      usedCpuCores: sum(used.map((usage) => usage.cpuCores ?? 0)),
      usedMemoryBytes: sum(used.map((usage) => usage.memoryBytes ?? 0)),
      replicaCpuCores:
        first(facts.map((one) => one.cpuLimitCores)) ?? mean(ownUse.map((usage) => usage.cpuCores)),
      replicaMemoryBytes:
        first(facts.map((one) => one.memoryLimitBytes)) ?? mean(ownUse.map((usage) => usage.memoryBytes)),
    };
  }

  async #share(signal: AbortSignal): Promise<Whole> {
    if (this.#whole === undefined || performance.now() - this.#whole.at > SHARED_FOR_MS) {
      const mine = { at: performance.now(), reading: this.#readWhole(signal) };
      this.#whole = mine;
      mine.reading.catch(() => {
        if (this.#whole === mine) this.#whole = undefined;
      });
    }
    return await this.#whole.reading;
  }

  async #readWhole(signal: AbortSignal): Promise<Whole> {
    const running = await this.#client.call('listing the running containers', signal, (docker, abortSignal) =>
      docker.listContainers({ abortSignal }),
    );
    const found = await this.#stats.read(
      running.map((container) => container.Id),
      signal,
    );
    const usages = new Map<string, Usage>();
    for (const [id, usage] of found) {
      if (usage instanceof AutoscalerError) throw usage;
      usages.set(id, usage);
    }
    return { running, usages };
  }
}

function isOf(container: Listed, ref: ServiceRef): boolean {
  const own = serviceOf(container.Labels);
  return own !== undefined && serviceKey(own) === serviceKey(ref);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function first(values: readonly (number | undefined)[]): number | undefined {
  return values.find((value) => value !== undefined);
}

function mean(values: readonly (number | undefined)[]): number {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? 0 : sum(known) / known.length;
}
