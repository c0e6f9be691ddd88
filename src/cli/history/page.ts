import { InvalidArgumentError } from 'commander';
import type { JournalQuery, JournalReader } from '../../core/journal.ts';
import { ENTRY_KINDS, type Entry, NEWEST, newestFirst, type Position } from './entries.ts';
import { type HistoryFilter, passes } from './filter.ts';

/** A part of the history, oldest first. */
export interface HistoryPage {
  readonly entries: readonly Entry[];
  /** Where the page before it begins, for `--before`; absent when there is nothing older. */
  readonly older?: string;
}

/** The newest `limit` entries before `from` that pass the filter. */
export function historyPage(
  journal: JournalReader,
  query: Omit<JournalQuery, 'limit' | 'before'>,
  filter: HistoryFilter,
  { limit, from }: { readonly limit: number; readonly from: Position },
): HistoryPage {
  const entries: Entry[] = [];
  let position = from;
  for (const entry of newestFirst(journal, query, filter.kinds, from)) {
    if (!passes(entry, filter)) continue;
    if (entries.length === limit) return { entries: entries.toReversed(), older: positionText(position) };
    entries.push(entry);
    position = { ...position, [entry.kind]: entry.id };
  }
  return { entries: entries.toReversed() };
}

function positionText(position: Position): string {
  return ENTRY_KINDS.map((kind) => (position[kind] === NEWEST[kind] ? '' : position[kind])).join('-');
}

/** Reads what `older` says. Throws commander's error for anything else. */
export function parsePosition(text: string): Position {
  const match = /^(\d*)-(\d*)-(\d*)$/.exec(text);
  if (match === null) throw new InvalidArgumentError('It must be what an earlier page named.');
  const [, decision, step, change] = match;
  return {
    decision: Number(decision) || NEWEST.decision,
    step: Number(step) || NEWEST.step,
    change: Number(change) || NEWEST.change,
  };
}
