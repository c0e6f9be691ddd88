import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { isBusy } from './failure.ts';

/** How long a statement waits for another process before it fails. */
const BUSY_TIMEOUT_MS = 5_000;
const RETRY_MS = 25;

/** Opens or creates a database for several processes. Throws SQLite's own errors. */
export function connect(path: string): DatabaseSync {
  return patiently(() => {
    const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    return configured(
      db,
      `PRAGMA auto_vacuum = INCREMENTAL;
       PRAGMA journal_mode = WAL;
       PRAGMA synchronous = NORMAL;
       PRAGMA journal_size_limit = 4194304;`,
    );
  });
}

/** A database that lives in this process only. */
export function connectMemory(): DatabaseSync {
  return configured(new DatabaseSync(':memory:'), 'PRAGMA auto_vacuum = INCREMENTAL;');
}

/** Opens an existing database for reading, also where this user may not write beside it. */
export function connectReadOnly(path: string): DatabaseSync {
  const probe = 'PRAGMA schema_version;';
  const options = { readOnly: true, timeout: BUSY_TIMEOUT_MS };
  try {
    return configured(new DatabaseSync(path, options), probe);
  } catch (error) {
    // Without a write-ahead log nobody writes, so the file may be read as it stands.
    if (existsSync(`${path}-wal`)) throw error;
    return configured(new DatabaseSync(new URL(`${pathToFileURL(path)}?immutable=1`), options), probe);
  }
}

function configured(db: DatabaseSync, pragmas: string): DatabaseSync {
  try {
    db.exec(pragmas);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Repeats what SQLite refuses at once instead of waiting: switching a new file to write-ahead logging. */
function patiently<T>(work: () => T): T {
  const giveUpAt = performance.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > giveUpAt) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
}
