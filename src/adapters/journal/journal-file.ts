import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '../../core/ports.ts';
import { connect } from './connection.ts';
import { isDamage } from './failure.ts';
import { moveAside } from './quarantine.ts';
import type { JournalLimits } from './retention.ts';
import { adoptId, assertSound, migrate } from './schema.ts';
import { type Store, storeOf } from './store.ts';

/** Something happened to the journal's file that people should know. */
export interface JournalNotice {
  /** Where a damaged file is now. */
  readonly movedTo?: string;
  readonly message: string;
}

/** What a journal file needs. */
export interface JournalFileOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly limits: JournalLimits;
  readonly onNotice: (notice: JournalNotice) => void;
}

/** The database file of a writer: opened, and replaced by a fresh one when it is damaged. */
export class JournalFile {
  readonly path: string;
  readonly #options: JournalFileOptions;
  #identity: string | undefined;

  constructor(path: string, options: JournalFileOptions) {
    this.path = path;
    this.#options = options;
  }

  /** Whether the open file is no longer the one at the path: somebody removed or replaced it. */
  get isGone(): boolean {
    return identityOf(this.path) !== this.#identity;
  }

  /** Opens or creates the file. With `id` the file takes that id over. */
  open(id?: string): Store {
    mkdirSync(dirname(this.path), { recursive: true });
    const before = identityOf(this.path);
    try {
      return this.#connect(id);
    } catch (error) {
      if (!isDamage(error)) throw error;
      return this.#replace(before, id, error);
    }
  }

  /** Opens the path anew, once `isGone`. */
  reopen(id: string): Store {
    const store = this.open(id);
    this.#options.onNotice({
      message: `the journal ${this.path} was removed or replaced; it was opened anew`,
    });
    return store;
  }

  /** Opens a fresh file after the open one turned out to be damaged. */
  recover(id: string, cause: unknown): Store {
    return this.#replace(this.#identity, id, cause);
  }

  #replace(damaged: string | undefined, id: string | undefined, cause: unknown): Store {
    // Another process may have been faster.
    if (identityOf(this.path) !== damaged) return this.#connect(id);
    const movedTo = moveAside(this.path, this.#options.clock.now());
    const store = this.#connect(id);
    const detail = cause instanceof Error ? cause.message : String(cause);
    this.#options.onNotice({
      movedTo,
      message: `the journal ${this.path} is damaged (${detail}): it was moved to ${movedTo} and a fresh one started`,
    });
    return store;
  }

  #connect(id: string | undefined): Store {
    const db = connect(this.path);
    try {
      assertSound(db);
      migrate(db, this.path);
      if (id !== undefined) adoptId(db, id);
      this.#identity = identityOf(this.path);
      return storeOf(db, this.#options.limits);
    } catch (error) {
      db.close();
      throw error;
    }
  }
}

function identityOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && `${stats.dev}:${stats.ino}`;
}
