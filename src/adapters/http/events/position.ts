import type { JournalReader } from '../../../core/journal.ts';

/** How far somebody has read the journal: the newest ids of decisions, steps and changes. */
export interface Position {
  readonly decision: number;
  readonly step: number;
  readonly change: number;
}

/** Where the journal ends now. */
export function endOf(journal: JournalReader): Position {
  const newest = (entries: readonly { readonly id: number }[]) => entries[0]?.id ?? 0;
  return {
    decision: newest(journal.decisions({ limit: 1 })),
    step: newest(journal.steps({ limit: 1 })),
    change: newest(journal.changes({ limit: 1 })),
  };
}

/** A position as an event's id. */
export function formatPosition({ decision, step, change }: Position): string {
  return `${decision}.${step}.${change}`;
}

/** The position of an event's id; undefined for any other text. */
export function parsePosition(text: string | undefined): Position | undefined {
  const [, decision, step, change] = /^(\d{1,15})\.(\d{1,15})\.(\d{1,15})$/.exec(text ?? '') ?? [];
  if (change === undefined) return undefined;
  return { decision: Number(decision), step: Number(step), change: Number(change) };
}

/** Whether a position lies behind the end: it is of another journal. */
export function isBehind(position: Position, end: Position): boolean {
  return position.decision > end.decision || position.step > end.step || position.change > end.change;
}
