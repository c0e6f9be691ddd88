/** The kinds of requests, in the order of the report. */
export const KINDS = [
  'GET',
  'GET, 20 ms of work',
  'POST',
  'GET, new connection',
  'POST, new connection',
  '5 s request',
  'stream',
  'WebSocket',
] as const;

/** A kind of request. */
export type Kind = (typeof KINDS)[number];

/** The kinds whose latency is reported. */
export const TIMED_KINDS = ['GET', 'GET, 20 ms of work'] as const satisfies readonly Kind[];

/** A kind of request whose latency is reported. */
export type TimedKind = (typeof TIMED_KINDS)[number];

/** Requests of one kind as their client saw them: the ones without a failure were answered well and in whole. */
export interface KindCount {
  readonly sent: number;
  /** How many were lost, by how. */
  readonly failures: Readonly<Record<string, number>>;
}

/** Counts of every kind. */
export type Counts = Readonly<Record<Kind, KindCount>>;

/** How many of these were lost. */
export function lostOf({ failures }: Pick<KindCount, 'failures'>): number {
  return Object.values(failures).reduce((sum, count) => sum + count, 0);
}

/** The counts of several runs together. */
export function together(counts: readonly KindCount[]): KindCount {
  const failures: Record<string, number> = {};
  for (const [kind, count] of counts.flatMap((each) => Object.entries(each.failures)))
    failures[kind] = (failures[kind] ?? 0) + count;
  return { sent: counts.reduce((sum, { sent }) => sum + sent, 0), failures };
}

/** What replicas wrote down of their POSTs, and how that fits what the clients saw. */
export interface Ledger {
  /** POSTs that were executed more than once. */
  readonly doubled: number;
  /** POSTs that were executed at least once. */
  readonly executed: number;
}

/** Reads the ledgers of all replicas, an id a line. */
export function readLedgers(texts: readonly string[]): Ledger {
  const times = new Map<string, number>();
  for (const id of texts.flatMap((text) => text.split('\n')).filter((line) => line !== ''))
    times.set(id, (times.get(id) ?? 0) + 1);
  return { doubled: [...times.values()].filter((count) => count > 1).length, executed: times.size };
}
