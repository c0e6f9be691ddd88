import type { DatabaseSync } from 'node:sqlite';
import type { ServiceRef } from '../../core/policy.ts';
import type { RecordedUsage, Usage } from '../../core/usage.ts';
import { numberOf } from './row.ts';

/** What ran is added up by quarters of an hour: in every time zone a day begins with one. Milliseconds. */
const QUARTER_MS = 900_000;

/** The table of what ran: one row per service and quarter of an hour. */
export class Usages {
  readonly #add;
  readonly #sum;
  readonly #forget;

  constructor(db: DatabaseSync) {
    this.#add = db.prepare(`
      INSERT INTO usages (project, service, at, replica_ms, watched_ms) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET
        replica_ms = replica_ms + excluded.replica_ms, watched_ms = watched_ms + excluded.watched_ms`);
    this.#sum = db.prepare(`
      SELECT MIN(at) AS begin, TOTAL(replica_ms) AS replica_ms, TOTAL(watched_ms) AS watched_ms
      FROM usages WHERE project = ? AND service = ? AND at >= ? AND at < ?`);
    this.#forget = db.prepare('DELETE FROM usages WHERE at < ?');
  }

  /** Counts all of it to the quarter that `at` falls into. */
  add({ project, service }: ServiceRef, at: number, { replicaMs, watchedMs }: Usage): void {
    this.#add.run(project, service, Math.floor(at / QUARTER_MS) * QUARTER_MS, replicaMs, watchedMs);
  }

  sum({ project, service }: ServiceRef, since: number, until: number): RecordedUsage {
    const row = this.#sum.get(project, service, since, until) ?? {};
    const from = numberOf(row, 'begin');
    return {
      replicaMs: numberOf(row, 'replica_ms'),
      watchedMs: numberOf(row, 'watched_ms'),
      ...(!Number.isNaN(from) && { from }),
    };
  }

  /** Deletes what is older; call it inside a transaction. */
  prune(before: number): void {
    this.#forget.run(before);
  }
}
