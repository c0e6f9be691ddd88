import { changeSentence } from '../../core/change-sentence.ts';
import { type Decision, describe } from '../../core/decision.ts';
import type { AutoscalerError } from '../../core/errors.ts';
import { formatReplicas } from '../../core/format.ts';
import type { JournalReader } from '../../core/journal.ts';
import type { Notice, NoticeKind, Notifier } from '../../core/notice.ts';
import type { Policy, ServiceRef } from '../../core/policy.ts';
import type { Clock, Log, Telemetry } from '../../core/ports.ts';
import type { Sample } from '../../core/sample.ts';
import { carryOn } from '../carry-on.ts';
import { LastingConditions } from './lasting.ts';

/** Changes that are told of at once. */
const MOST_CHANGES = 20;

/** What the watch looks at, and whom it tells. */
export interface WatchParts {
  readonly clock: Pick<Clock, 'now'>;
  readonly journal: Pick<JournalReader, 'changes'>;
  readonly log: Log;
  readonly notifier: Notifier;
  /** The kinds that are told of. */
  readonly kinds: ReadonlySet<NoticeKind>;
}

/** Notices what a person should know of, and tells the notifier. */
export class Watch implements Partial<Telemetry> {
  readonly #parts: WatchParts;
  readonly #lasting: LastingConditions;
  #faults = 0;
  #lastChange: number | undefined;

  constructor(parts: WatchParts) {
    this.#parts = parts;
    this.#lasting = new LastingConditions((notice) => this.#tell(notice));
  }

  /** The controller begins: what its predecessor left to tell goes first, and changes from now on are news. */
  start(): void {
    this.#parts.notifier.start();
    this.#carryOn(() => {
      this.#lastChange = this.#parts.journal.changes({ limit: 1 })[0]?.id ?? 0;
    });
    this.#happened('started', undefined, 'the controller has started');
  }

  decision({ ref, min, max }: Policy, decision: Decision, ready: number): void {
    const { action, to } = decision;
    if (action !== 'hold') this.#happened('scaled', ref, `${ref.service} ${describe(decision)}`);
    if (to >= max && max > min)
      this.#see('at-max', ref, `${ref.service} is at its maximum of ${formatReplicas(max)}`);
    if (to > ready)
      this.#see(
        'cannot-scale',
        ref,
        `${ref.service} needs ${formatReplicas(to)}, ${ready} of them are ready`,
      );
  }

  sample(ref: ServiceRef, metric: string, sample: Sample): void {
    if (sample.kind === 'value') return;
    const why = sample.kind === 'error' ? sample.message : sample.kind;
    this.#see('metric-missing', ref, `${ref.service} is scaled without its metric ${metric}: ${why}`, metric);
  }

  drainOverran(ref: ServiceRef): void {
    this.#happened('drain-overran', ref, `${ref.service}: requests were cut at the deadline of a drain`);
  }

  failure(ref: ServiceRef | undefined, { code, message }: AutoscalerError): void {
    this.#see('failing', ref, `${ref?.service ?? 'the control loop'}: ${message} (${code})`);
    this.#lasting.sweep(this.#now);
  }

  policies(_loaded: number, faults: number): void {
    this.#faults = faults;
  }

  tick(): void {
    if (this.#faults > 0)
      this.#see(
        'policy-faulty',
        undefined,
        `${this.#faults} faults keep a policy out of force; autoscaler validate lists them`,
      );
    this.#carryOn(() => this.#tellChanges());
    this.#lasting.sweep(this.#now);
  }

  get #now(): number {
    return this.#parts.clock.now();
  }

  #tellChanges(): void {
    if (!this.#parts.kinds.has('changed')) return;
    const after = this.#lastChange ?? 0;
    for (const change of this.#parts.journal.changes({ after, limit: MOST_CHANGES }).toReversed()) {
      this.#lastChange = change.id;
      this.#happened('changed', change.ref, `${change.ref.service}: ${changeSentence(change)}`);
    }
  }

  #see(kind: NoticeKind, ref: ServiceRef | undefined, message: string, detail?: string): void {
    this.#lasting.see(kind, ref, message, this.#now, detail);
  }

  #happened(kind: NoticeKind, ref: ServiceRef | undefined, message: string): void {
    this.#tell({ kind, status: 'happened', at: this.#now, message, ...(ref && { ref }) });
  }

  #tell(notice: Notice): void {
    const { kinds, notifier } = this.#parts;
    if (kinds.has(notice.kind)) notifier.tell(notice);
  }

  #carryOn(act: () => void): void {
    carryOn(this.#parts.log, act);
  }
}
