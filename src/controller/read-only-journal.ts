import type { Journal, JournalReader } from '../core/journal.ts';

/** A journal that remembers what `reader` knows and writes nothing: what dry runs and look-ups work with. */
export function readOnlyJournal(reader: JournalReader): Journal {
  return {
    id: reader.id,
    loadHistory: (ref) => reader.loadHistory(ref),
    openPlan: (ref) => reader.openPlan(ref),
    lastDecision: (ref) => reader.lastDecision(ref),
    decisions: (query) => reader.decisions(query),
    situation: (decision) => reader.situation(decision),
    steps: (query) => reader.steps(query),
    changes: (query) => reader.changes(query),
    change: (id) => reader.change(id),
    changeOf: (request) => reader.changeOf(request),
    controls: () => reader.controls(),
    seriesOf: (ref) => reader.seriesOf(ref),
    points: (query) => reader.points(query),
    usage: (ref, since, until) => reader.usage(ref, since, until),
    requestOutcome: (id) => reader.requestOutcome(id),
    policyText: (path) => reader.policyText(path),
    close: () => reader.close(),
    recordDecisions: () => undefined,
    recordStep: () => undefined,
    saveHistories: () => undefined,
    submitRequest: () => 0,
    takeRequests: () => [],
    completeRequest: () => undefined,
    withdrawRequest: () => false,
    isWithdrawn: () => false,
    saveControl: () => 0,
    recordChange: () => 0,
    recordPoints: () => undefined,
    savePolicyText: () => undefined,
    pendingNotices: () => [],
    addPendingNotice: () => undefined,
    removePendingNotice: () => undefined,
  };
}
