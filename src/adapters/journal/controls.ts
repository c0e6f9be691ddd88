import type { DatabaseSync } from 'node:sqlite';
import type { ControlledService } from '../../core/controls-in-force.ts';
import { refOf } from './row.ts';
import { decode, storedControl } from './stored.ts';

/** The table of what people asked for over policies: one row per service, none where nobody did. */
export class Controls {
  readonly #all;
  readonly #save;
  readonly #forget;

  constructor(db: DatabaseSync) {
    this.#all = db.prepare('SELECT project, service, body FROM controls');
    this.#save = db.prepare(`
      INSERT INTO controls (project, service, body) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET body = excluded.body`);
    this.#forget = db.prepare('DELETE FROM controls WHERE project = ? AND service = ?');
  }

  all(): readonly ControlledService[] {
    return this.#all.all().flatMap((row) => {
      const control = decode(storedControl, row.body);
      return control ? [{ ref: refOf(row), control }] : [];
    });
  }

  save({ ref: { project, service }, control }: ControlledService): void {
    if (control.pause || control.bounds) this.#save.run(project, service, JSON.stringify(control));
    else this.#forget.run(project, service);
  }
}
