import type { ControlledService } from '../../core/controls-in-force.ts';
import type { History } from '../../core/history.ts';
import type {
  DecisionQuery,
  Journal,
  JournalledChange,
  JournalledDecision,
  JournalledStep,
  JournalQuery,
  NewChange,
  NewDecision,
  ScaleOutcome,
  ScaleRequest,
  SeriesPoint,
  SeriesPoints,
  SeriesQuery,
  SeriesRef,
  StepEvent,
} from '../../core/journal.ts';
import type { PendingNotice } from '../../core/notice.ts';
import type { Plan, PlanStep } from '../../core/plan.ts';
import type { ServiceRef } from '../../core/policy.ts';
import type { Clock } from '../../core/ports.ts';
import type { Situation } from '../../core/situation.ts';
import type { RecordedUsage } from '../../core/usage.ts';
import { isDamage, journalError } from './failure.ts';
import type { JournalFile } from './journal-file.ts';
import type { Store } from './store.ts';
import { inTransaction } from './transaction.ts';

/** What a journal works on. */
export interface JournalParts {
  readonly store: Store;
  /** The file's path, for messages. */
  readonly where: string;
  readonly clock: Pick<Clock, 'now'>;
  /** The file of a writer; a journal in memory or for reading has none. */
  readonly file?: JournalFile;
}

/** The journal on SQLite. */
export class SqliteJournal implements Journal {
  readonly id: string;
  readonly #parts: JournalParts;
  #store: Store;

  constructor(parts: JournalParts) {
    this.#parts = parts;
    this.#store = parts.store;
    this.id = parts.store.id;
  }

  recordDecisions(entries: readonly NewDecision[]): void {
    this.#write(({ decisions, usages }) => {
      for (const { ref, decision, usage } of entries) if (usage) usages.add(ref, decision.at, usage);
      const added = entries.map((entry) => decisions.record(entry));
      return added.filter(Boolean).length;
    });
  }

  recordStep(ref: ServiceRef, at: number, event: StepEvent): void {
    this.#write(({ steps }) => {
      steps.record(ref, at, event);
      return 1;
    });
  }

  saveHistories(entries: readonly { readonly ref: ServiceRef; readonly history: History }[]): void {
    const now = this.#parts.clock.now();
    this.#write(({ histories }) => {
      for (const { ref, history } of entries) histories.save(ref, now, history);
      return 0;
    });
  }

  loadHistory(ref: ServiceRef): History {
    return this.#use('read', ({ histories }) => histories.load(ref));
  }

  openPlan(ref: ServiceRef): { readonly plan: Plan; readonly done: readonly PlanStep[] } | undefined {
    return this.#use('read', ({ steps }) => steps.openPlan(ref));
  }

  lastDecision(ref: ServiceRef): JournalledDecision | undefined {
    return this.#use('read', ({ decisions }) => decisions.last(ref));
  }

  decisions(query: DecisionQuery): readonly JournalledDecision[] {
    return this.#use('read', ({ decisions }) => decisions.query(query));
  }

  situation(decision: number): Situation | undefined {
    return this.#use('read', ({ decisions }) => decisions.situation(decision));
  }

  steps(query: JournalQuery): readonly JournalledStep[] {
    return this.#use('read', ({ steps }) => steps.query(query));
  }

  changes(query: JournalQuery): readonly JournalledChange[] {
    return this.#use('read', ({ changes }) => changes.query(query));
  }

  change(id: number): JournalledChange | undefined {
    return this.#use('read', ({ changes }) => changes.get(id));
  }

  changeOf(request: number): JournalledChange | undefined {
    return this.#use('read', ({ changes }) => changes.ofRequest(request));
  }

  controls(): readonly ControlledService[] {
    return this.#use('read', ({ controls }) => controls.all());
  }

  seriesOf(ref: ServiceRef): readonly string[] {
    return this.#use('read', ({ points }) => points.names(ref));
  }

  points(query: SeriesQuery): SeriesPoints {
    return this.#use('read', ({ points }) => points.query(query, this.#parts.clock.now()));
  }

  usage(ref: ServiceRef, since: number, until: number): RecordedUsage {
    return this.#use('read', ({ usages }) => usages.sum(ref, since, until));
  }

  saveControl(entry: ControlledService, change: NewChange): number {
    return this.#use('written', ({ db, controls, changes }) =>
      inTransaction(db, () => {
        controls.save(entry);
        return changes.record(change);
      }),
    );
  }

  recordChange(change: NewChange): number {
    return this.#use('written', ({ changes }) => changes.record(change));
  }

  recordPoints(entries: readonly (SeriesRef & { readonly point: SeriesPoint })[]): void {
    this.#write(({ points }) => {
      for (const entry of entries) points.add(entry);
      return entries.length;
    });
  }

  submitRequest(request: Omit<ScaleRequest, 'id'>): number {
    const now = this.#parts.clock.now();
    const { ref, by, replicas, force } = request;
    return this.#use('written', ({ db, requests, changes }) =>
      inTransaction(db, () => {
        const id = requests.submit(request, now);
        changes.record({ ref, at: now, by, change: { kind: 'scale', replicas, force } }, id);
        return id;
      }),
    );
  }

  takeRequests(now: number): readonly ScaleRequest[] {
    return this.#use('written', ({ requests }) => (requests.waiting ? requests.take(now) : []));
  }

  completeRequest(id: number, outcome: ScaleOutcome): void {
    this.#use('written', ({ db, requests, changes }) =>
      inTransaction(db, () => {
        requests.complete(id, outcome);
        changes.complete(id, outcome);
      }),
    );
  }

  withdrawRequest(id: number): boolean {
    return this.#use('written', ({ requests }) => requests.withdraw(id));
  }

  isWithdrawn(id: number): boolean {
    return this.#use('read', ({ requests }) => requests.isWithdrawn(id));
  }

  requestOutcome(id: number): ScaleOutcome | undefined {
    return this.#use('read', ({ requests }) => requests.outcome(id));
  }

  policyText(path: string): string | undefined {
    return this.#use('read', ({ policyTexts }) => policyTexts.load(path));
  }

  savePolicyText(path: string, text: string | undefined): void {
    this.#use('written', ({ policyTexts }) => policyTexts.save(path, text));
  }

  pendingNotices(): readonly PendingNotice[] {
    return this.#use('read', ({ outbox }) => outbox.all());
  }

  addPendingNotice(notice: PendingNotice): void {
    this.#use('written', ({ outbox }) => outbox.add(notice));
  }

  removePendingNotice(id: string): void {
    this.#use('written', ({ outbox }) => outbox.remove(id));
  }

  close(): void {
    if (this.#store.db.isOpen) this.#store.db.close();
  }

  /** One transaction that returns how many rows it added; prunes in it when it is time. */
  #write(work: (store: Store) => number): void {
    const now = this.#parts.clock.now();
    this.#use('written', (store) => {
      const pruned = inTransaction(store.db, () => {
        const due = store.retention.isDue(work(store), now);
        if (due) store.retention.prune(now);
        return due;
      });
      if (pruned) store.retention.shrink();
    });
  }

  #use<T>(verb: 'read' | 'written', work: (store: Store) => T): T {
    try {
      return this.#withHealing(work);
    } catch (error) {
      throw journalError(`the journal ${this.#parts.where} cannot be ${verb}`, error);
    }
  }

  /** Does the work on the file at the path, and once more on a fresh one when it is damaged. */
  #withHealing<T>(work: (store: Store) => T): T {
    const { file } = this.#parts;
    if (file === undefined) return work(this.#store);
    if (file.isGone) this.#exchange(() => file.reopen(this.id));
    try {
      return work(this.#store);
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#exchange(() => file.recover(this.id, error));
      return work(this.#store);
    }
  }

  #exchange(open: () => Store): void {
    this.close();
    this.#store = open();
  }
}
