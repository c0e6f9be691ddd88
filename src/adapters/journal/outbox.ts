import type { DatabaseSync } from 'node:sqlite';
import type { PendingNotice } from '../../core/notice.ts';
import { numberOf, textOf } from './row.ts';

/** The table of notifications that are not delivered yet. */
export class OutboxTable {
  readonly #all;
  readonly #add;
  readonly #remove;

  constructor(db: DatabaseSync) {
    this.#all = db.prepare('SELECT id, at, body FROM outbox ORDER BY position');
    this.#add = db.prepare('INSERT INTO outbox (id, at, body) VALUES (?, ?, ?)');
    this.#remove = db.prepare('DELETE FROM outbox WHERE id = ?');
  }

  /** Oldest first. */
  all(): readonly PendingNotice[] {
    return this.#all
      .all()
      .map((row) => ({ id: textOf(row, 'id'), at: numberOf(row, 'at'), body: textOf(row, 'body') }));
  }

  add({ id, at, body }: PendingNotice): void {
    this.#add.run(id, at, body);
  }

  remove(id: string): void {
    this.#remove.run(id);
  }
}
