import type { Entry, EntryKind } from './entries.ts';

/** What an entry came to. */
export const OUTCOMES = [
  'up',
  'down',
  'hold',
  'started',
  'done',
  'partly-done',
  'undone',
  'interrupted',
  'failed',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Which entries somebody wants to see. */
export interface HistoryFilter {
  readonly kinds: readonly EntryKind[];
  /** Absent means every outcome. */
  readonly outcomes: readonly Outcome[] | undefined;
  /** A part of the name of who asked. */
  readonly who: string | undefined;
  /** A reason's code; only decisions carry them. */
  readonly reason: string | undefined;
  /** No decisions that held. */
  readonly changesOnly: boolean;
}

const ACTIONS = { 'scale-up': 'up', 'scale-down': 'down', hold: 'hold' } as const;
const EVENTS = {
  'plan-started': 'started',
  'step-done': 'done',
  'step-failed': 'failed',
  'step-undone': 'undone',
} as const;

/** What the entry came to; undefined for a scaling somebody asked for that is under way. */
export function outcomeOf(entry: Entry): Outcome | undefined {
  switch (entry.kind) {
    case 'decision':
      return ACTIONS[entry.decided.decision.action];
    case 'step': {
      const { event } = entry.step;
      return event.kind === 'plan-ended' ? event.outcome : EVENTS[event.kind];
    }
    case 'change': {
      const { change, outcome } = entry.change;
      if (change.kind !== 'scale') return 'done';
      return outcome && (outcome.ok ? 'done' : 'failed');
    }
  }
}

/** Whether the filter lets the entry through. */
export function passes(entry: Entry, { outcomes, who, reason, changesOnly, kinds }: HistoryFilter): boolean {
  const outcome = outcomeOf(entry);
  return (
    kinds.includes(entry.kind) &&
    !(changesOnly && outcome === 'hold') &&
    (outcomes === undefined || (outcome !== undefined && outcomes.includes(outcome))) &&
    (who === undefined || (entry.kind === 'change' && isBy(entry.change.by, who))) &&
    (reason === undefined || (entry.kind === 'decision' && hasReason(entry, reason)))
  );
}

function isBy(by: string, who: string): boolean {
  return by.toLowerCase().includes(who.toLowerCase());
}

function hasReason({ decided }: Extract<Entry, { kind: 'decision' }>, code: string): boolean {
  return decided.decision.reasons.some((reason) => reason.code === code.toUpperCase());
}
