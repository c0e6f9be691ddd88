import type { DatabaseSync } from 'node:sqlite';
import { EMPTY_HISTORY, type History } from '../../core/history.ts';
import type { ServiceRef } from '../../core/policy.ts';
import { decode, storedHistory } from './stored.ts';

/** An unchanged history is written again only this often, so that its age still shows that it is in use. */
const REFRESH_MS = 24 * 3_600_000;

const DIGITS = 6;

/** What is learned is as good in six digits, and much shorter. Whole numbers, times among them, stay as they are. */
function shortened(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(DIGITS)) : value;
}

/** The table of histories: one row per service, overwritten. */
export class Histories {
  readonly #save;
  readonly #load;

  constructor(db: DatabaseSync) {
    this.#save = db.prepare(`
      INSERT INTO histories (project, service, updated_at, body) VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET updated_at = excluded.updated_at, body = excluded.body
      WHERE body <> excluded.body OR updated_at < excluded.updated_at - ${REFRESH_MS}`);
    this.#load = db.prepare('SELECT body FROM histories WHERE project = ? AND service = ?');
  }

  save({ project, service }: ServiceRef, now: number, history: History): void {
    this.#save.run(project, service, now, JSON.stringify(history, shortened));
  }

  /** A damaged row counts as a service never seen before. */
  load({ project, service }: ServiceRef): History {
    return decode(storedHistory, this.#load.get(project, service)?.body) ?? EMPTY_HISTORY;
  }
}
