import type { DatabaseSync } from 'node:sqlite';
import type { JournalledChange, JournalQuery, NewChange, ScaleOutcome } from '../../core/journal.ts';
import { page, pageValues } from './page.ts';
import { numberOf, type Row, refOf, textOf } from './row.ts';
import { decode, storedChange, storedOutcome } from './stored.ts';

const COLUMNS = 'id, project, service, at, made_by, body, outcome';

/** The table of what people changed, with who asked. */
export class Changes {
  readonly #insert;
  readonly #complete;
  readonly #one;
  readonly #ofRequest;
  readonly #page;

  constructor(db: DatabaseSync) {
    this.#insert = db.prepare(`
      INSERT INTO changes (project, service, at, made_by, body, request, outcome) VALUES (?, ?, ?, ?, ?, ?, ?)`);
    this.#complete = db.prepare('UPDATE changes SET outcome = ? WHERE request = ?');
    this.#one = db.prepare(`SELECT ${COLUMNS} FROM changes WHERE id = ?`);
    this.#ofRequest = db.prepare(`SELECT ${COLUMNS} FROM changes WHERE request = ?`);
    this.#page = page(db, { columns: COLUMNS, table: 'changes', last: 'at' });
  }

  /** Returns the change's id. `request` is the one it waits for. */
  record({ ref, at, by, change, outcome }: NewChange, request?: number): number {
    const ended = outcome === undefined ? null : JSON.stringify(outcome);
    const body = JSON.stringify(change);
    const { lastInsertRowid } = this.#insert.run(
      ref.project,
      ref.service,
      at,
      by,
      body,
      request ?? null,
      ended,
    );
    return Number(lastInsertRowid);
  }

  /** Notes how a request ended. */
  complete(request: number, outcome: ScaleOutcome): void {
    this.#complete.run(JSON.stringify(outcome), request);
  }

  get(id: number): JournalledChange | undefined {
    const row = this.#one.get(id);
    return row && toChange(row);
  }

  ofRequest(request: number): JournalledChange | undefined {
    const row = this.#ofRequest.get(request);
    return row && toChange(row);
  }

  query(query: JournalQuery): readonly JournalledChange[] {
    return this.#page(pageValues(query))
      .map(toChange)
      .filter((entry) => entry !== undefined);
  }
}

function toChange(row: Row): JournalledChange | undefined {
  const change = decode(storedChange, row.body);
  const outcome = decode(storedOutcome, row.outcome);
  return (
    change && {
      id: numberOf(row, 'id'),
      ref: refOf(row),
      at: numberOf(row, 'at'),
      by: textOf(row, 'made_by'),
      change,
      ...(outcome ? { outcome } : {}),
    }
  );
}
