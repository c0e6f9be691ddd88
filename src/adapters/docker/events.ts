import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceRef } from '../../core/policy.ts';
import type { DockerClient } from './client.ts';
import { type ContainerEvent, EventLines } from './event-lines.ts';
import { LABEL, serviceOf } from './labels.ts';

const CHANGES = new Set(['start', 'die', 'destroy']);
const FIRST_BACK_OFF_MS = 250;
const LONGEST_BACK_OFF_MS = 10_000;
const FILTERS = JSON.stringify({
  type: ['container'],
  event: ['start', 'die', 'oom', 'destroy', 'health_status'],
  label: [LABEL.configHash],
});

type Listener = (event: ContainerEvent) => void;

/**
 * The events of Compose's containers, from one stream however many listen; it is open while somebody does. A
 * broken stream is opened again with growing pauses, and goes on where it broke.
 */
export class EngineEvents {
  readonly #client: DockerClient;
  readonly #listeners = new Set<Listener>();
  readonly #bystanders = new Set<Listener>();
  #stop: AbortController | undefined;

  constructor(client: DockerClient) {
    this.#client = client;
  }

  /** Calls `listener` at every event until the returned function is called. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    if (this.#stop === undefined) {
      this.#stop = new AbortController();
      void this.#run(this.#stop.signal);
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#stop?.abort();
      this.#stop = undefined;
    };
  }

  /** Calls `listener` at every event that comes while others listen; it opens no stream itself. */
  overhear(listener: Listener): void {
    this.#bystanders.add(listener);
  }

  /** Calls `onChange` whenever a container of a service starts, dies or goes away, until `signal` aborts. */
  watch(onChange: (ref: ServiceRef) => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    const unsubscribe = this.subscribe((event) => {
      const ref = CHANGES.has(event.action) ? serviceOf(event.labels) : undefined;
      if (ref !== undefined) onChange(ref);
    });
    signal.addEventListener('abort', unsubscribe, { once: true });
  }

  async #run(signal: AbortSignal): Promise<void> {
    let backOffMs = FIRST_BACK_OFF_MS;
    let since: number | undefined;
    while (!signal.aborted) {
      try {
        const stream = await this.#open(since, signal);
        backOffMs = FIRST_BACK_OFF_MS;
        const lines = new EventLines();
        stream.setEncoding('utf8');
        for await (const chunk of stream) {
          for (const event of lines.push(String(chunk))) {
            since = event.after;
            for (const listener of [...this.#bystanders, ...this.#listeners]) listener(event);
          }
        }
      } catch {
        // A stream that breaks is opened again below; whoever needs the engine meets the cause in a call of its own.
      }
      await sleep(backOffMs, undefined, { signal, ref: false }).catch(() => undefined);
      backOffMs = Math.min(backOffMs * 2, LONGEST_BACK_OFF_MS);
    }
  }

  /** The stream lives past the call that opens it, so it has a signal of its own. */
  async #open(since: number | undefined, signal: AbortSignal): Promise<NodeJS.ReadableStream> {
    const controller = new AbortController();
    signal.addEventListener('abort', () => controller.abort(), { once: true });
    try {
      return await this.#client.call('opening the event stream', signal, (docker) =>
        docker.getEvents({
          filters: FILTERS,
          abortSignal: controller.signal,
          ...(since === undefined ? {} : { since }),
        }),
      );
    } catch (error) {
      controller.abort();
      throw error;
    }
  }
}
