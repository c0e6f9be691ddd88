import type { JournalledChange, JournalReader } from '../../../core/journal.ts';
import { decisionBody } from '../body/decision.ts';
import { changeBody, stepBody } from '../body/journal.ts';
import { formatEvent } from './format.ts';
import { formatPosition, type Position } from './position.ts';

/** Entries of each kind that are sent at once. */
const MOST = 200;

/** What came into the journal after a position, as event text, and where it ends. */
export interface Tail {
  readonly text: string;
  readonly end: Position;
  readonly changes: readonly JournalledChange[];
}

/** Reads on from a position, as far as `to`, oldest first. Where too much came since, a `gap` says so in place of the older part. */
export function readTail(journal: JournalReader, from: Position, to?: Position): Tail {
  const range = (kind: keyof Position) => ({
    after: from[kind],
    ...(to && { before: to[kind] + 1 }),
    limit: MOST,
  });
  const decisions = journal.decisions(range('decision'));
  const steps = journal.steps(range('step'));
  const changes = journal.changes(range('change'));
  const entries = [
    ...decisions.map((entry) => ({
      at: entry.decision.at,
      event: 'decision',
      position: { decision: entry.id },
      body: decisionBody(entry),
    })),
    ...steps.map((entry) => ({
      at: entry.at,
      event: 'step',
      position: { step: entry.id },
      body: stepBody(entry),
    })),
    ...changes.map((entry) => ({
      at: entry.at,
      event: 'change',
      position: { change: entry.id },
      body: changeBody(entry),
    })),
  ].reverse();
  let end = from;
  const isCut = [decisions, steps, changes].some((list) => list.length === MOST);
  const texts = isCut ? [formatEvent('gap', {})] : [];
  for (const { event, position, body } of entries.sort((a, b) => a.at - b.at)) {
    end = furthest(end, position);
    texts.push(formatEvent(event, body, formatPosition(end)));
  }
  return { text: texts.join(''), end, changes };
}

function furthest(end: Position, seen: Partial<Position>): Position {
  return {
    decision: Math.max(end.decision, seen.decision ?? 0),
    step: Math.max(end.step, seen.step ?? 0),
    change: Math.max(end.change, seen.change ?? 0),
  };
}
