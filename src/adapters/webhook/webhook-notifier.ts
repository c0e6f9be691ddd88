import { randomUUID } from 'node:crypto';
import {
  type Notice,
  type Notifier,
  noticeFields,
  type Outbox,
  type PendingNotice,
} from '../../core/notice.ts';
import type { Clock, Log, Telemetry } from '../../core/ports.ts';
import { type Attempt, attempt, type Endpoint } from './deliver.ts';
import { fill } from './template.ts';
import { WaitingLine } from './waiting-line.ts';

/** Pauses before each further attempt; a little more by chance, so that many controllers do not come at once. Milliseconds. */
const BACKOFF_MS = [1_000, 5_000, 20_000, 60_000] as const;
/** For what is left at the end. Milliseconds. */
const CLOSING_MS = 3_000;

/** What the notifier works with. */
export interface WebhookOptions extends Endpoint {
  /** A JSON document whose texts have placeholders; all fields as they are without one. */
  readonly template?: unknown;
  /** Where notices wait, so that a process that is killed loses none. */
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly log: Log;
  readonly telemetry: Pick<Telemetry, 'notified'>;
}

/** Posts notices one after the other, in the background and in order, each at least once. */
export class WebhookNotifier implements Notifier {
  readonly #options: WebhookOptions;
  readonly #waiting: WaitingLine;
  readonly #closing = new AbortController();
  readonly #over = new AbortController();
  #work: Promise<void> | undefined;
  #fault: string | undefined;

  constructor(options: WebhookOptions) {
    this.#options = options;
    this.#waiting = new WaitingLine(options.outbox, options.log);
  }

  start(): void {
    this.#dropped(this.#waiting.takeOver(this.#options.clock.now()));
    this.#begin();
  }

  tell(notice: Notice): void {
    const id = randomUUID();
    const fields = noticeFields(notice, id);
    const { template } = this.#options;
    const body = JSON.stringify(template === undefined ? fields : fill(template, fields));
    this.#dropped(this.#waiting.add({ id, at: notice.at, body }));
    this.#begin();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const timer = setTimeout(() => this.#over.abort(), CLOSING_MS);
    await this.#work;
    clearTimeout(timer);
  }

  #begin(): void {
    if (!this.#waiting.isEmpty) this.#work ??= this.#deliverAll();
  }

  async #deliverAll(): Promise<void> {
    for (let next = this.#waiting.next(); next !== undefined; next = this.#waiting.next()) {
      const ended = await this.#deliver(next);
      // What could still be delivered is left to the next process.
      if (!ended.isDone && ended.isPassing && this.#closing.signal.aborted) continue;
      this.#waiting.settle(next.id);
      this.#conclude(ended);
    }
    this.#work = undefined;
  }

  /** Returns how the last attempt ended. */
  async #deliver(notice: PendingNotice): Promise<Attempt> {
    const { clock } = this.#options;
    for (let attempts = 0; ; attempts += 1) {
      const ended = await attempt(this.#options, notice, clock.now(), this.#over.signal);
      if (ended.isDone) return ended;
      const backoffMs = BACKOFF_MS[attempts];
      if (!ended.isPassing || backoffMs === undefined || this.#closing.signal.aborted) return ended;
      const pauseMs = Math.max(ended.waitMs ?? 0, backoffMs * (1 + Math.random() / 4));
      await clock.sleep(pauseMs, this.#closing.signal).catch(() => undefined);
    }
  }

  #dropped(count: number): void {
    for (let i = 0; i < count; i += 1) this.#options.telemetry.notified('dropped');
  }

  /** Logs when deliveries begin to fail and when they work again, not each. */
  #conclude(ended: Attempt): void {
    const { log, telemetry } = this.#options;
    const fault = ended.isDone ? undefined : ended.why;
    telemetry.notified(fault === undefined ? 'delivered' : 'failed');
    if (fault !== undefined && fault !== this.#fault)
      log.warn({ why: fault }, `a notification could not be delivered: ${fault}`);
    if (fault === undefined && this.#fault !== undefined) log.info({}, 'notifications are delivered again');
    this.#fault = fault;
  }
}
