import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Journal, JournalReader } from '../../core/journal.ts';
import type { Clock } from '../../core/ports.ts';
import { connectMemory, connectReadOnly } from './connection.ts';
import { journalError } from './failure.ts';
import { JournalFile, type JournalFileOptions } from './journal-file.ts';
import { DEFAULT_LIMITS, type JournalLimits } from './retention.ts';
import { assertReadable, migrate, schemaVersion } from './schema.ts';
import { SqliteJournal } from './sqlite-journal.ts';
import { storeOf } from './store.ts';

/** The journal's file name in the state directory. */
export const JOURNAL_FILE = 'journal.db';

/** What opening a journal needs; `onNotice` is told when a damaged or missing file was replaced. */
export interface JournalOptions extends Omit<JournalFileOptions, 'limits'> {
  readonly limits?: JournalLimits;
}

/**
 * Opens `<stateDir>/journal.db`, creating both. Several processes may have it open at the same time.
 * A damaged file is moved aside and a fresh one started. Throws `E_JOURNAL`.
 */
export function openJournal(stateDir: string, options: JournalOptions): Journal {
  const path = join(stateDir, JOURNAL_FILE);
  const file = new JournalFile(path, { limits: DEFAULT_LIMITS, ...options });
  try {
    return new SqliteJournal({ store: file.open(), where: path, clock: options.clock, file });
  } catch (error) {
    throw journalError(`the journal ${path} cannot be opened`, error);
  }
}

/** A journal that ends with the process, for dry runs. */
export function openMemoryJournal(clock: Pick<Clock, 'now'>): Journal {
  const db = connectMemory();
  migrate(db, 'the journal in memory');
  return new SqliteJournal({ store: storeOf(db, DEFAULT_LIMITS), where: 'in memory', clock });
}

/**
 * Opens the journal for reading while others write it; where there is none yet, an empty one.
 * Throws `E_JOURNAL`.
 */
export function openJournalReader(stateDir: string, clock: Pick<Clock, 'now'>): JournalReader {
  const path = join(stateDir, JOURNAL_FILE);
  try {
    const db = existsSync(path) ? connectReadOnly(path) : undefined;
    if (db !== undefined && schemaVersion(db) > 0) return readerOn(db, path, clock);
    db?.close();
    return openMemoryJournal(clock);
  } catch (error) {
    throw journalError(`the journal ${path} cannot be read`, error);
  }
}

function readerOn(db: DatabaseSync, path: string, clock: Pick<Clock, 'now'>): JournalReader {
  try {
    assertReadable(db, path);
    return new SqliteJournal({ store: storeOf(db, DEFAULT_LIMITS), where: path, clock });
  } catch (error) {
    db.close();
    throw error;
  }
}
