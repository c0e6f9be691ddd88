import { Agent } from 'node:http';
import type { LoadSettings } from './options.ts';
import { Pacer } from './pacer.ts';
import type { LoadReport, LoadSample } from './report.ts';
import { send } from './request.ts';
import { Tally, type Ticket } from './tally.ts';

const longestNapMs = 50;

/** Sends the requests of one load. Belongs in a thread of its own, so that nothing else distorts the latencies. */
export class Driver {
  readonly #settings: LoadSettings;
  readonly #onSecond: (sample: LoadSample) => void;
  readonly #onEnd: (report: LoadReport) => void;
  readonly #agent: Agent;
  readonly #startedAt = performance.now();
  readonly #pacer: Pacer;
  readonly #tally: Tally;
  readonly #waiting: Ticket[] = [];
  #inFlight = 0;
  #sent = 0;
  #endedBy: LoadReport['endedBy'] | undefined;

  constructor(
    settings: LoadSettings,
    onSecond: (sample: LoadSample) => void,
    onEnd: (report: LoadReport) => void,
  ) {
    const { freshConnections, connections, idleMs } = settings;
    this.#settings = settings;
    this.#onSecond = onSecond;
    this.#onEnd = onEnd;
    this.#agent = freshConnections
      ? new Agent({ keepAlive: false, maxSockets: connections })
      : new Agent({ keepAlive: true, maxSockets: connections, timeout: idleMs });
    this.#pacer = new Pacer(settings.mode === 'open' ? settings.rate : 0, this.#startedAt);
    this.#tally = new Tally('load', this.#startedAt, settings.keepSamples);
  }

  start(): void {
    this.#pump();
  }

  setRate(rate: number): void {
    const now = performance.now();
    this.#queue(now);
    this.#pacer.setRate(rate, now);
  }

  /** Counts what is due from now on under this name. */
  mark(phase: string): void {
    this.#queue(performance.now());
    this.#tally.mark(phase);
  }

  /** Sends nothing more; reports once the last request under way has ended. */
  stop(): void {
    this.#end('stop');
  }

  #pump(): void {
    const now = performance.now();
    if (now - this.#startedAt >= this.#settings.maxDurationMs) this.#end('duration');
    const underWay = { inFlight: this.#inFlight, waiting: this.#waiting.length };
    if (this.#tally.closeSeconds(now, underWay)) this.#onSecond(this.#tally.sample());
    if (this.#endedBy !== undefined) {
      this.#reportWhenIdle();
      return;
    }
    this.#queue(now);
    this.#sendWaiting();
    const napMs = Math.max(1, Math.min(longestNapMs, this.#pacer.wait(performance.now())));
    setTimeout(() => this.#pump(), napMs);
  }

  #queue(now: number): void {
    if (this.#endedBy !== undefined) return;
    for (const dueAt of this.#pacer.take(now)) this.#waiting.push(this.#tally.ticket(dueAt));
  }

  #sendWaiting(): void {
    const { connections, mode, maxRequests } = this.#settings;
    while (this.#endedBy === undefined && this.#inFlight < connections) {
      const next = mode === 'closed' ? this.#tally.ticket(performance.now()) : this.#waiting.shift();
      if (next === undefined) return;
      this.#send(next);
      if (this.#sent >= maxRequests) this.#end('count');
    }
  }

  #send(ticket: Ticket): void {
    this.#inFlight += 1;
    this.#sent += 1;
    this.#tally.sent(ticket, performance.now());
    const { body, numbered } = this.#settings;
    const settings = numbered ? { ...this.#settings, body: `${body}${this.#sent}` } : this.#settings;
    send(settings, this.#agent, (outcome) => {
      this.#inFlight -= 1;
      this.#tally.ended(ticket, outcome, performance.now());
      // In a later turn, so that the connection is free again and refusals cannot recurse.
      setImmediate(() => this.#sendWaiting());
    });
  }

  #end(by: LoadReport['endedBy']): void {
    if (this.#endedBy !== undefined) return;
    this.#queue(performance.now());
    if (by !== 'count') this.#sendWaiting();
    this.#endedBy ??= by;
  }

  #reportWhenIdle(): void {
    if (this.#inFlight > 0) {
      setTimeout(() => this.#pump(), 5);
      return;
    }
    this.#agent.destroy();
    const unsent = this.#waiting.length;
    this.#onEnd(this.#tally.report(this.#endedBy ?? 'stop', unsent, performance.now()));
  }
}
