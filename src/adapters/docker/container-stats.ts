import { setTimeout as sleep } from 'node:timers/promises';
import { type AutoscalerError, toAutoscalerError } from '../../core/errors.ts';
import type { DockerClient } from './client.ts';
import { mapBounded } from './concurrency.ts';
import { type Counters, coresBetween, countersOf, type RawStats } from './counters.ts';
import { statusOf } from './failures.ts';

/** What a container uses now. `cpuCores` is missing until a second reading. */
export interface Usage {
  readonly cpuCores?: number;
  readonly memoryBytes?: number;
  readonly memoryLimitBytes?: number;
  /** Our clock at the reading, epoch milliseconds. */
  readonly at: number;
}

interface Entry {
  readonly counters: Counters;
  readonly usage: Usage;
}

const CONCURRENT_READS = 16;
/** Several readers within a tick share one reading. */
const FRESH_MS = 500;
/** Between the two readings when nothing was ever read, as `docker stats` does it. */
const FIRST_INTERVAL_MS = 1_000;
const FORGET_AFTER_MS = 10 * 60_000;

/** Reads containers' use, keeping the last reading of each so that the next tells a rate. */
export class ContainerStats {
  readonly #client: DockerClient;
  readonly #entries = new Map<string, Entry>();
  readonly #reading = new Map<string, Promise<Usage | undefined>>();

  constructor(client: DockerClient) {
    this.#client = client;
  }

  /**
   * The use of each container by ID; absent when it does not run. What could not be read is there as its error.
   * When none was read before, two readings are made a second apart, so that even a single look tells the CPU.
   */
  async read(
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Usage | AutoscalerError>> {
    const unique = [...new Set(ids)];
    const isFirst = this.#entries.size === 0;
    const first = await this.#readAll(unique, signal);
    this.#forgetOld();
    if (!isFirst || first.size === 0) return first;
    await sleep(FIRST_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
    return signal.aborted ? first : await this.#readAll(unique, signal);
  }

  /** The last reading of a container, if there is one. */
  latest(id: string): Usage | undefined {
    return this.#entries.get(id)?.usage;
  }

  /** Drops what is known of a container that is gone. */
  forget(id: string): void {
    this.#entries.delete(id);
  }

  async #readAll(
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Usage | AutoscalerError>> {
    const found = await mapBounded(ids, CONCURRENT_READS, (id) =>
      this.#readOnce(id, signal).catch(toAutoscalerError),
    );
    const pairs = ids.map((id, index) => [id, found[index]] as const);
    return new Map(pairs.flatMap(([id, usage]) => (usage === undefined ? [] : [[id, usage] as const])));
  }

  async #readOnce(id: string, signal: AbortSignal): Promise<Usage | undefined> {
    const known = this.#entries.get(id)?.usage;
    if (known !== undefined && Date.now() - known.at < FRESH_MS) return known;
    const running = this.#reading.get(id);
    if (running !== undefined) return await running;
    const reading = this.#fetch(id, signal).finally(() => this.#reading.delete(id));
    this.#reading.set(id, reading);
    return await reading;
  }

  async #fetch(id: string, signal: AbortSignal): Promise<Usage | undefined> {
    const counters = await this.#counters(id, signal);
    if (counters === undefined) {
      this.#entries.delete(id);
      return undefined;
    }
    const { at: _at, cpuNanos: _cpu, ...memory } = counters;
    const cpuCores = coresBetween(this.#entries.get(id)?.counters, counters);
    const usage = { ...memory, ...(cpuCores === undefined ? {} : { cpuCores }), at: Date.now() };
    this.#entries.set(id, { counters, usage });
    return usage;
  }

  async #counters(id: string, signal: AbortSignal): Promise<Counters | undefined> {
    try {
      const raw: RawStats = await this.#client.call(
        'reading container statistics',
        signal,
        (docker, abortSignal) => {
          const options = { stream: false, 'one-shot': true, abortSignal } as const;
          return docker.getContainer(id).stats(options);
        },
      );
      return countersOf(raw);
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  #forgetOld(): void {
    const limit = Date.now() - FORGET_AFTER_MS;
    for (const [id, { usage }] of this.#entries) if (usage.at < limit) this.#entries.delete(id);
  }
}
