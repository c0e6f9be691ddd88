import type { DatabaseSync } from 'node:sqlite';
import { textOf } from './row.ts';

/** The last good text of each policy file, by its path. */
export class PolicyTexts {
  readonly #load;
  readonly #save;
  readonly #forget;

  constructor(db: DatabaseSync) {
    this.#load = db.prepare('SELECT text FROM policy_texts WHERE path = ?');
    this.#save = db.prepare(`
      INSERT INTO policy_texts (path, text) VALUES (?, ?)
      ON CONFLICT (path) DO UPDATE SET text = excluded.text`);
    this.#forget = db.prepare('DELETE FROM policy_texts WHERE path = ?');
  }

  load(path: string): string | undefined {
    const row = this.#load.get(path);
    return row && textOf(row, 'text');
  }

  save(path: string, text: string | undefined): void {
    if (text === undefined) this.#forget.run(path);
    else this.#save.run(path, text);
  }
}
