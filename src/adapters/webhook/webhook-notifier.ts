import { randomUUID } from 'node:crypto';
import { type Notice, type Notifier, noticeFields } from '../../core/notice.ts';
import type { Clock, Log, Telemetry } from '../../core/ports.ts';
import { attempt, type Delivery, type Endpoint } from './deliver.ts';
import { fill } from './template.ts';

/** Notices that wait; the oldest is dropped for one more. */
const MOST_WAITING = 200;
/** Pauses before each further attempt; a little more by chance, so that many controllers do not come at once. Milliseconds. */
const BACKOFF_MS = [1_000, 5_000, 20_000, 60_000] as const;
/** For what is left at the end. Milliseconds. */
const CLOSING_MS = 3_000;

/** What the notifier works with. */
export interface WebhookOptions extends Endpoint {
  /** A JSON document whose texts have placeholders; all fields as they are without one. */
  readonly template?: unknown;
  readonly clock: Clock;
  readonly log: Log;
  readonly telemetry: Pick<Telemetry, 'notified'>;
}

/** Posts notices one after the other, in the background and in order. */
export class WebhookNotifier implements Notifier {
  readonly #options: WebhookOptions;
  readonly #waiting: Delivery[] = [];
  readonly #closing = new AbortController();
  readonly #over = new AbortController();
  #work: Promise<void> | undefined;
  #fault: string | undefined;

  constructor(options: WebhookOptions) {
    this.#options = options;
  }

  tell(notice: Notice): void {
    const id = randomUUID();
    const fields = noticeFields(notice, id);
    const { template } = this.#options;
    const body = JSON.stringify(template === undefined ? fields : fill(template, fields));
    if (this.#waiting.push({ id, body }) > MOST_WAITING) {
      this.#waiting.shift();
      this.#options.telemetry.notified('dropped');
    }
    this.#work ??= this.#deliverAll();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const timer = setTimeout(() => this.#over.abort(), CLOSING_MS);
    await this.#work;
    clearTimeout(timer);
  }

  async #deliverAll(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift())
      this.#conclude(await this.#deliver(next));
    this.#work = undefined;
  }

  /** Returns what kept it from being delivered, if anything did. */
  async #deliver(delivery: Delivery): Promise<string | undefined> {
    const { clock } = this.#options;
    for (let attempts = 0; ; attempts += 1) {
      const ended = await attempt(this.#options, delivery, clock.now(), this.#over.signal);
      if (ended.isDone) return undefined;
      const backoffMs = BACKOFF_MS[attempts];
      if (!ended.isPassing || backoffMs === undefined || this.#closing.signal.aborted) return ended.why;
      const pauseMs = Math.max(ended.waitMs ?? 0, backoffMs * (1 + Math.random() / 4));
      await clock.sleep(pauseMs, this.#closing.signal).catch(() => undefined);
    }
  }

  /** Logs when deliveries begin to fail and when they work again, not each. */
  #conclude(fault: string | undefined): void {
    const { log, telemetry } = this.#options;
    telemetry.notified(fault === undefined ? 'delivered' : 'failed');
    if (fault !== undefined && fault !== this.#fault)
      log.warn({ why: fault }, `a notification could not be delivered: ${fault}`);
    if (fault === undefined && this.#fault !== undefined) log.info({}, 'notifications are delivered again');
    this.#fault = fault;
  }
}
