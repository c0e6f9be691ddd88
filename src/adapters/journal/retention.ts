import type { DatabaseSync } from 'node:sqlite';
import type { Points } from './points.ts';
import type { Usages } from './usages.ts';

/** How much the journal keeps. What exceeds a limit goes, oldest first. */
export interface JournalLimits {
  /** Rows of decisions; equal holds in a row are one. */
  readonly decisions: number;
  /** Rows of steps and plan outcomes, and as many of changes. */
  readonly steps: number;
  /** Age in milliseconds since a decision or step was last seen, or a history last used, and of what ran. */
  readonly ageMs: number;
}

/** The limits of a journal in production. */
export const DEFAULT_LIMITS: JournalLimits = {
  decisions: 50_000,
  steps: 100_000,
  ageMs: 30 * 24 * 3_600_000,
};

/** Pruning comes after this many new rows … */
const ROWS_BETWEEN = 1_000;
/** … or after this long, whichever is first. */
const MS_BETWEEN = 3_600_000;
/** Rows deleted per table and pruning: more than arrive in between, few enough to cost milliseconds. */
const ROWS_AT_ONCE = 4 * ROWS_BETWEEN;
/** Free pages that may stay in the file for the rows to come. */
const SPARE_PAGES = 256;
/** Pages given back to the file system per pruning. */
const PAGES_AT_ONCE = 1_024;

/** Tables that know by themselves what is too old. */
interface SelfPruned {
  readonly points: Pick<Points, 'prune'>;
  readonly usages: Pick<Usages, 'prune'>;
}

/** Keeps the journal within its limits, a little at a time. */
export class Retention {
  readonly #db: DatabaseSync;
  readonly #limits: JournalLimits;
  readonly #tables: SelfPruned;
  readonly #freePages;
  readonly #prunings;
  #rows = 0;
  #prunedAt = Number.NEGATIVE_INFINITY;

  constructor(db: DatabaseSync, limits: JournalLimits, tables: SelfPruned) {
    this.#db = db;
    this.#tables = tables;
    this.#limits = limits;
    this.#freePages = db.prepare('PRAGMA freelist_count');
    this.#prunings = {
      decisionsByAge: db.prepare(`
        DELETE FROM decisions WHERE id IN (
          SELECT id FROM decisions WHERE last_at < ? ORDER BY last_at LIMIT ${ROWS_AT_ONCE})`),
      decisionsByCount: db.prepare(`
        DELETE FROM decisions WHERE id IN (
          SELECT id FROM decisions ORDER BY last_at
          LIMIT MIN(${ROWS_AT_ONCE}, MAX(0, (SELECT COUNT(*) FROM decisions) - ?)))`),
      stepsByAge: db.prepare(`
        DELETE FROM steps WHERE id IN (SELECT id FROM steps ORDER BY id LIMIT ${ROWS_AT_ONCE}) AND at < ?`),
      stepsByCount: db.prepare(`
        DELETE FROM steps WHERE id IN (
          SELECT id FROM steps WHERE id <= (SELECT MAX(id) FROM steps) - ? ORDER BY id LIMIT ${ROWS_AT_ONCE})`),
      changes: db.prepare(`
        DELETE FROM changes WHERE id IN (SELECT id FROM changes ORDER BY id LIMIT ${ROWS_AT_ONCE})
          AND (at < ? OR id <= (SELECT MAX(id) FROM changes) - ?)`),
      histories: db.prepare('DELETE FROM histories WHERE updated_at < ?'),
    };
  }

  /** Notes new rows and says whether it is time to prune. */
  isDue(newRows: number, now: number): boolean {
    this.#rows += newRows;
    return this.#rows >= ROWS_BETWEEN || now - this.#prunedAt >= MS_BETWEEN;
  }

  /** Deletes what exceeds the limits; call it inside a transaction. */
  prune(now: number): void {
    const { decisions, steps, ageMs } = this.#limits;
    this.#rows = 0;
    this.#prunedAt = now;
    this.#prunings.decisionsByAge.run(now - ageMs);
    this.#prunings.decisionsByCount.run(decisions);
    this.#prunings.stepsByAge.run(now - ageMs);
    this.#prunings.stepsByCount.run(steps);
    this.#prunings.changes.run(now - ageMs, steps);
    this.#prunings.histories.run(now - ageMs);
    this.#tables.points.prune(now);
    this.#tables.usages.prune(now - ageMs);
  }

  /** Gives free pages back to the file system; call it outside a transaction. */
  shrink(): void {
    const free = this.#freePages.get()?.freelist_count;
    const surplus = typeof free === 'number' ? free - SPARE_PAGES : 0;
    if (surplus > 0) this.#db.exec(`PRAGMA incremental_vacuum(${Math.min(surplus, PAGES_AT_ONCE)})`);
  }
}
