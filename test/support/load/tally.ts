import { Counter } from './counter.ts';
import type { FailureNote, LoadPhase, LoadReport, LoadSample, LoadSecond } from './report.ts';
import type { Outcome } from './request.ts';

const lateAfterMs = 50;
const keptFailures = 50;

/** Where a request stands in the counts. */
export interface Ticket {
  readonly dueAt: number;
  readonly phase: Counter;
}

/** What is under way at the end of a second. */
export interface UnderWay {
  readonly inFlight: number;
  readonly waiting: number;
}

/** Counts requests in all, per phase and per second. Times in milliseconds of one monotonic clock. */
export class Tally {
  readonly #startedAt: number;
  readonly #keepSamples: boolean;
  readonly #samples: number[] = [];
  readonly #all = new Counter();
  readonly #phases = new Map<string, Counter>();
  readonly #seconds: LoadSecond[] = [];
  readonly #notes: FailureNote[] = [];
  #phase: Counter;
  #second = new Counter();
  #connections = 0;

  constructor(phase: string, now: number, keepSamples = false) {
    this.#startedAt = now;
    this.#keepSamples = keepSamples;
    this.#phase = this.mark(phase);
  }

  /** Counts what is due from now on under this name. */
  mark(phase: string): Counter {
    this.#phase = this.#phases.get(phase) ?? new Counter();
    this.#phases.set(phase, this.#phase);
    return this.#phase;
  }

  /** A request that is due, to be counted in the present phase. */
  ticket(dueAt: number): Ticket {
    return { dueAt, phase: this.#phase };
  }

  sent({ dueAt, phase }: Ticket, now: number): void {
    const isLate = now - dueAt > lateAfterMs;
    for (const counter of [this.#all, phase, this.#second]) counter.sent(isLate);
  }

  ended({ dueAt, phase }: Ticket, outcome: Outcome, now: number): void {
    if (!outcome.reusedConnection) this.#connections += 1;
    const counters = [this.#all, phase, this.#second];
    const { failure, message, reusedConnection } = outcome;
    if (failure === undefined) {
      for (const counter of counters) counter.answered(now - dueAt);
      if (this.#keepSamples) this.#samples.push(performance.timeOrigin + dueAt, now - dueAt);
      return;
    }
    for (const counter of counters) counter.failed(failure);
    if (this.#notes.length < keptFailures)
      this.#notes.push({ kind: failure, message, at: Date.now(), afterMs: now - dueAt, reusedConnection });
  }

  /** Ends the seconds that have passed, and returns the last of them if there is one. */
  closeSeconds(now: number, underWay: UnderWay): LoadSecond | undefined {
    const before = this.#seconds.length;
    while (now >= this.#startedAt + (this.#seconds.length + 1) * 1000) {
      this.#seconds.push({ second: this.#seconds.length, ...underWay, ...this.#second.counts() });
      this.#second = new Counter();
    }
    return this.#seconds.length > before ? this.#seconds.at(-1) : undefined;
  }

  sample(): LoadSample {
    const { sent, ok, failed, failures } = this.#all.counts();
    return { sent, ok, failed, failures, last: this.#seconds.at(-1) };
  }

  report(endedBy: LoadReport['endedBy'], unsent: number, now: number): LoadReport {
    const durationMs = now - this.#startedAt;
    const phases = [...this.#phases].map(([name, counter]): LoadPhase => ({ name, ...counter.counts() }));
    const rest = this.#second.counts();
    const last = { second: this.#seconds.length, inFlight: 0, waiting: 0, ...rest };
    const hasRest = rest.sent + rest.ok + rest.failed > 0;
    return {
      ...this.#all.counts(),
      endedBy,
      startedAt: Date.now() - durationMs,
      durationMs,
      unsent,
      connectionsOpened: this.#connections,
      phases,
      seconds: hasRest ? [...this.#seconds, last] : [...this.#seconds],
      samples: Float64Array.from(this.#samples),
      firstFailures: [...this.#notes],
    };
  }
}
