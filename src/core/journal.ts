import type { ControlledService } from './controls-in-force.ts';
import type { Decision } from './decision.ts';
import type { ErrorCode } from './errors.ts';
import type { History } from './history.ts';
import type { Outbox } from './notice.ts';
import type { Plan, PlanStep } from './plan.ts';
import type { ServiceRef } from './policy.ts';
import type { ReasonCode } from './reasons.ts';
import type { Judgement, Situation } from './situation.ts';
import type { RecordedUsage, Usage } from './usage.ts';

/** A decision as the journal keeps it: equal holds in a row are one entry. Times are epoch milliseconds. */
export interface JournalledDecision {
  readonly id: number;
  readonly ref: ServiceRef;
  readonly decision: Decision;
  /** The last time the same decision was made again. */
  readonly lastAt: number;
  /** How many ticks made it. */
  readonly ticks: number;
}

/** One step, or the outcome of a plan, as it happened. */
export interface JournalledStep {
  readonly id: number;
  readonly ref: ServiceRef;
  readonly at: number;
  readonly event: StepEvent;
}

/** What the executor reports. `ms` is how long it took; a `note` says what a drain had to cut at its deadline. */
export type StepEvent =
  | { readonly kind: 'plan-started'; readonly plan: Plan }
  | { readonly kind: 'step-done'; readonly step: PlanStep; readonly ms: number; readonly note?: string }
  | {
      readonly kind: 'step-failed';
      readonly step: PlanStep;
      readonly code: ErrorCode;
      readonly message: string;
    }
  | { readonly kind: 'step-undone'; readonly step: PlanStep }
  | {
      readonly kind: 'plan-ended';
      readonly outcome: 'done' | 'partly-done' | 'undone' | 'interrupted';
      readonly to: number;
      readonly ms: number;
    };

/** A person's wish to set a service's count, handed to the controller through the journal. */
export interface ScaleRequest {
  readonly id: number;
  readonly ref: ServiceRef;
  readonly replicas: number;
  readonly force: boolean;
  /** Who asked, for the journal. */
  readonly by: string;
  /** After this, epoch milliseconds, nobody waits any more. */
  readonly expiresAt: number;
}

/** How a request ended. */
export type ScaleOutcome =
  | { readonly ok: true; readonly from: number; readonly to: number }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string; readonly fix?: string };

/** Something a person changed, or that ended what a person had changed. Epoch milliseconds. */
export type Change =
  | { readonly kind: 'scale'; readonly replicas: number; readonly force: boolean }
  | { readonly kind: 'pause'; readonly until?: number }
  | { readonly kind: 'resume' }
  | { readonly kind: 'bounds'; readonly min?: number; readonly max?: number; readonly until: number }
  | { readonly kind: 'bounds-lifted' };

/** A change as the journal keeps it. */
export interface JournalledChange {
  readonly id: number;
  readonly ref: ServiceRef;
  readonly at: number;
  /** Who asked; `autoscaler` for what ended by itself. */
  readonly by: string;
  readonly change: Change;
  /** How a scaling ended; absent while it is under way, and for what is done at once. */
  readonly outcome?: ScaleOutcome;
}

/** The mean, least and greatest of a series within one bucket of time that begins at `at`, epoch milliseconds. */
export interface SeriesPoint {
  readonly at: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** How many values it is made of. */
  readonly count: number;
}

/** A series of a service: a metric by its name, or a count such as `replicas.ready`. */
export interface SeriesRef {
  readonly ref: ServiceRef;
  readonly series: string;
}

/** Which part of a series. Epoch milliseconds; no more than `points` come back, joined where there are more. */
export interface SeriesQuery extends SeriesRef {
  readonly since: number;
  readonly until: number;
  readonly points: number;
}

/** Points of a series that are `stepMs` apart, oldest first; where nothing was measured there is none. */
export interface SeriesPoints {
  readonly stepMs: number;
  readonly points: readonly SeriesPoint[];
}

/** What anybody may read of the journal. Throws `E_JOURNAL`. */
export interface JournalReader {
  /** Stays the same for the life of the file. */
  readonly id: string;
  loadHistory(ref: ServiceRef): History;
  /** The plan that was started and never ended, with the steps already done. */
  openPlan(ref: ServiceRef): { readonly plan: Plan; readonly done: readonly PlanStep[] } | undefined;
  lastDecision(ref: ServiceRef): JournalledDecision | undefined;
  /** Newest first; `ref` absent means every service. */
  decisions(query: DecisionQuery): readonly JournalledDecision[];
  /** What a decision rested on the last time it was made; undefined when it is gone or was not noted. */
  situation(decision: number): Situation | undefined;
  steps(query: JournalQuery): readonly JournalledStep[];
  /** Newest first. */
  changes(query: JournalQuery): readonly JournalledChange[];
  change(id: number): JournalledChange | undefined;
  /** The change that a request asks for. */
  changeOf(request: number): JournalledChange | undefined;
  /** What people asked for, ended or not, of every service for which they did. */
  controls(): readonly ControlledService[];
  /** The names of a service's series. */
  seriesOf(ref: ServiceRef): readonly string[];
  points(query: SeriesQuery): SeriesPoints;
  /** What ran in the quarters of an hour that begin from `since` to before `until`, epoch milliseconds. */
  usage(ref: ServiceRef, since: number, until: number): RecordedUsage;
  requestOutcome(id: number): ScaleOutcome | undefined;
  /** The last good text of a policy file. */
  policyText(path: string): string | undefined;
  close(): void;
}

/** A decision to be journalled, and what it rested on. */
export interface NewDecision extends Partial<Judgement> {
  readonly ref: ServiceRef;
  readonly decision: Decision;
  /** What ran since the decision before. */
  readonly usage?: Usage;
}

/** A change to be journalled. */
export type NewChange = Omit<JournalledChange, 'id'>;

/** The lasting record, bounded in size. Throws `E_JOURNAL`. */
export interface Journal extends JournalReader, Outbox {
  /** Records one tick's decisions in one transaction. */
  recordDecisions(entries: readonly NewDecision[]): void;
  recordStep(ref: ServiceRef, at: number, event: StepEvent): void;
  saveHistories(entries: readonly { readonly ref: ServiceRef; readonly history: History }[]): void;
  /** Adds a request, and the change it asks for. */
  submitRequest(request: Omit<ScaleRequest, 'id'>): number;
  /** Requests nobody has taken yet, oldest first; taking marks them. */
  takeRequests(now: number): readonly ScaleRequest[];
  completeRequest(id: number, outcome: ScaleOutcome): void;
  /** Nobody wants the request any more. True when it is too late to stop it from being taken: it is to be undone. */
  withdrawRequest(id: number): boolean;
  isWithdrawn(id: number): boolean;
  /** Takes over what somebody asked for, with the change that tells; returns the change's id. */
  saveControl(entry: ControlledService, change: NewChange): number;
  /** Records a change that needs nobody else; returns its id. */
  recordChange(change: NewChange): number;
  /** Adds each point to its series, joined with what the bucket has already. */
  recordPoints(entries: readonly (SeriesRef & { readonly point: SeriesPoint })[]): void;
  /** Keeps the last good text of a policy file; undefined forgets it. */
  savePolicyText(path: string, text: string | undefined): void;
}

/** Which part of the journal, newest first. Times in epoch milliseconds, both ends included. */
export interface JournalQuery {
  /** Absent means every service; a project alone means all of its services. */
  readonly ref?: Partial<ServiceRef>;
  readonly since?: number;
  readonly until?: number;
  /** Only entries with smaller ids: where the last page ended. */
  readonly before?: number;
  /** Only entries with greater ids: what came since. */
  readonly after?: number;
  readonly limit: number;
}

/** Which decisions. */
export interface DecisionQuery extends JournalQuery {
  readonly action?: Decision['action'];
  /** Only decisions that carry this reason. */
  readonly reason?: ReasonCode;
}
