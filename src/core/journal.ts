import type { Decision } from './decision.ts';
import type { ErrorCode } from './errors.ts';
import type { History } from './history.ts';
import type { Plan, PlanStep } from './plan.ts';
import type { ServiceRef } from './policy.ts';

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

/** What the executor reports. `ms` is how long it took. */
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

/** What anybody may read of the journal. Throws `E_JOURNAL`. */
export interface JournalReader {
  /** Stays the same for the life of the file. */
  readonly id: string;
  loadHistory(ref: ServiceRef): History;
  /** The plan that was started and never ended, with the steps already done. */
  openPlan(ref: ServiceRef): { readonly plan: Plan; readonly done: readonly PlanStep[] } | undefined;
  lastDecision(ref: ServiceRef): JournalledDecision | undefined;
  /** Newest first; `ref` absent means every service. */
  decisions(query: JournalQuery): readonly JournalledDecision[];
  steps(query: JournalQuery): readonly JournalledStep[];
  requestOutcome(id: number): ScaleOutcome | undefined;
  /** The last good text of a policy file. */
  policyText(path: string): string | undefined;
  close(): void;
}

/** The lasting record, bounded in size. Throws `E_JOURNAL`. */
export interface Journal extends JournalReader {
  /** Records one tick's decisions in one transaction. */
  recordDecisions(entries: readonly { readonly ref: ServiceRef; readonly decision: Decision }[]): void;
  recordStep(ref: ServiceRef, at: number, event: StepEvent): void;
  saveHistories(entries: readonly { readonly ref: ServiceRef; readonly history: History }[]): void;
  submitRequest(request: Omit<ScaleRequest, 'id'>): number;
  /** Requests nobody has taken yet, oldest first; taking marks them. */
  takeRequests(now: number): readonly ScaleRequest[];
  completeRequest(id: number, outcome: ScaleOutcome): void;
  /** Nobody wants the request any more. True when it is too late to stop it from being taken: it is to be undone. */
  withdrawRequest(id: number): boolean;
  isWithdrawn(id: number): boolean;
  /** Keeps the last good text of a policy file; undefined forgets it. */
  savePolicyText(path: string, text: string | undefined): void;
}

/** Which part of the journal. Times in epoch milliseconds. */
export interface JournalQuery {
  readonly ref?: ServiceRef;
  readonly since?: number;
  readonly limit: number;
}
