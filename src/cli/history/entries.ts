import type {
  JournalledChange,
  JournalledDecision,
  JournalledStep,
  JournalQuery,
  JournalReader,
} from '../../core/journal.ts';
import type { ServiceRef } from '../../core/policy.ts';

/** One thing the journal tells. `at` is epoch milliseconds. */
export type Entry = { readonly at: number; readonly id: number; readonly ref: ServiceRef } & (
  | { readonly kind: 'decision'; readonly decided: JournalledDecision }
  | { readonly kind: 'step'; readonly step: JournalledStep }
  | { readonly kind: 'change'; readonly change: JournalledChange }
);

/** The kinds of entry, each from a table of its own. */
export const ENTRY_KINDS = ['decision', 'step', 'change'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** How far each kind has been read: only entries with smaller ids are left. */
export type Position = Readonly<Record<EntryKind, number>>;

/** Before anything has been read. */
export const NEWEST: Position = {
  decision: Number.MAX_SAFE_INTEGER,
  step: Number.MAX_SAFE_INTEGER,
  change: Number.MAX_SAFE_INTEGER,
};

const ROWS_AT_ONCE = 200;

/** Everything the query covers, of the kinds wanted, newest first; read as far as it is asked for. */
export function* newestFirst(
  journal: JournalReader,
  query: Omit<JournalQuery, 'limit' | 'before'>,
  kinds: readonly EntryKind[],
  from: Position,
): Generator<Entry> {
  const heads = kinds.map((kind) => {
    const rest = rowsOf(journal, query, kind, from[kind]);
    return { rest, next: rest.next() };
  });
  for (;;) {
    const [newest] = heads
      .flatMap((head) => (head.next.done ? [] : [{ head, entry: head.next.value }]))
      .toSorted((a, b) => b.entry.at - a.entry.at);
    if (newest === undefined) return;
    yield newest.entry;
    newest.head.next = newest.head.rest.next();
  }
}

function* rowsOf(
  journal: JournalReader,
  query: Omit<JournalQuery, 'limit' | 'before'>,
  kind: EntryKind,
  from: number,
): Generator<Entry> {
  let before = from;
  for (;;) {
    const rows = read(journal, { ...query, before, limit: ROWS_AT_ONCE }, kind);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    before = last.id;
  }
}

function read(journal: JournalReader, query: JournalQuery, kind: EntryKind): readonly Entry[] {
  switch (kind) {
    case 'decision':
      return journal
        .decisions(query)
        .map((decided) => ({ ...headOf(decided), at: decided.decision.at, kind, decided }));
    case 'step':
      return journal.steps(query).map((step) => ({ ...headOf(step), at: step.at, kind, step }));
    case 'change':
      return journal.changes(query).map((change) => ({ ...headOf(change), at: change.at, kind, change }));
  }
}

function headOf({ id, ref }: { readonly id: number; readonly ref: ServiceRef }) {
  return { id, ref };
}
