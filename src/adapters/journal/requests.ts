import type { DatabaseSync } from 'node:sqlite';
import type { ScaleOutcome, ScaleRequest } from '../../core/journal.ts';
import { numberOf, type Row, refOf, textOf } from './row.ts';
import { decode, storedOutcome } from './stored.ts';

/** How long a request is kept after nobody waits for it any more. */
const KEEP_MS = 3_600_000;
/** How many requests are kept at most. */
const KEEP_ROWS = 1_000;

/** The mailbox through which commands hand wishes to the controller. */
export class Requests {
  readonly #insert;
  readonly #waiting;
  readonly #take;
  readonly #complete;
  readonly #outcome;
  readonly #withdraw;
  readonly #withdrawn;
  readonly #forgetOld;
  readonly #forgetMany;

  constructor(db: DatabaseSync) {
    this.#insert = db.prepare(`
      INSERT INTO requests (project, service, replicas, force, asked_by, expires_at) VALUES (?, ?, ?, ?, ?, ?)`);
    this.#waiting = db.prepare('SELECT 1 FROM requests WHERE taken_at IS NULL AND withdrawn = 0 LIMIT 1');
    this.#take = db.prepare(`
      UPDATE requests SET taken_at = :now WHERE taken_at IS NULL AND withdrawn = 0
      RETURNING id, project, service, replicas, force, asked_by, expires_at`);
    this.#complete = db.prepare('UPDATE requests SET outcome = ? WHERE id = ?');
    this.#outcome = db.prepare('SELECT outcome FROM requests WHERE id = ?');
    this.#withdraw = db.prepare('UPDATE requests SET withdrawn = 1 WHERE id = ? RETURNING taken_at');
    this.#withdrawn = db.prepare('SELECT 1 FROM requests WHERE id = ? AND withdrawn = 1');
    this.#forgetOld = db.prepare('DELETE FROM requests WHERE expires_at < ?');
    this.#forgetMany = db.prepare(`
      DELETE FROM requests WHERE id <= (SELECT MAX(id) FROM requests) - ${KEEP_ROWS}`);
  }

  /** Adds a request, forgets old ones, and returns its id. */
  submit(request: Omit<ScaleRequest, 'id'>, now: number): number {
    const { ref, replicas, force, by, expiresAt } = request;
    const { lastInsertRowid } = this.#insert.run(
      ref.project,
      ref.service,
      replicas,
      force ? 1 : 0,
      by,
      expiresAt,
    );
    this.#forgetOld.run(now - KEEP_MS);
    this.#forgetMany.run();
    return Number(lastInsertRowid);
  }

  /** Whether there is anything to take; looking needs no write lock. */
  get waiting(): boolean {
    return this.#waiting.get() !== undefined;
  }

  /** Marks everything that waits as taken; what nobody waits for any more is not returned. */
  take(now: number): readonly ScaleRequest[] {
    return this.#take
      .all({ now })
      .map(toRequest)
      .filter(({ expiresAt }) => expiresAt >= now)
      .sort((a, b) => a.id - b.id);
  }

  complete(id: number, outcome: ScaleOutcome): void {
    this.#complete.run(JSON.stringify(outcome), id);
  }

  outcome(id: number): ScaleOutcome | undefined {
    return decode(storedOutcome, this.#outcome.get(id)?.outcome);
  }

  /** Whether it had been taken before. */
  withdraw(id: number): boolean {
    const row = this.#withdraw.get(id);
    return typeof row?.taken_at === 'number';
  }

  isWithdrawn(id: number): boolean {
    return this.#withdrawn.get(id) !== undefined;
  }
}

function toRequest(row: Row): ScaleRequest {
  return {
    id: numberOf(row, 'id'),
    ref: refOf(row),
    replicas: numberOf(row, 'replicas'),
    force: row.force === 1,
    by: textOf(row, 'asked_by'),
    expiresAt: numberOf(row, 'expires_at'),
  };
}
