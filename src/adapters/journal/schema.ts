import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { AutoscalerError } from '../../core/errors.ts';
import { Damaged } from './failure.ts';
import { inTransaction } from './transaction.ts';

/** One script per schema version, in order; a released script never changes. Times are epoch milliseconds. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
  CREATE TABLE decisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project TEXT NOT NULL,
    service TEXT NOT NULL,
    at REAL NOT NULL,
    last_at REAL NOT NULL,
    ticks INTEGER NOT NULL,
    hold TEXT,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX decisions_by_service ON decisions (project, service, id);
  CREATE INDEX decisions_by_age ON decisions (last_at);
  CREATE TABLE steps (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project TEXT NOT NULL,
    service TEXT NOT NULL,
    at REAL NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX steps_by_service ON steps (project, service, id);
  CREATE TABLE histories (
    project TEXT NOT NULL,
    service TEXT NOT NULL,
    updated_at REAL NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (project, service)
  ) WITHOUT ROWID, STRICT;
  CREATE TABLE requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project TEXT NOT NULL,
    service TEXT NOT NULL,
    replicas INTEGER NOT NULL,
    force INTEGER NOT NULL,
    asked_by TEXT NOT NULL,
    expires_at REAL NOT NULL,
    taken_at REAL,
    outcome TEXT
  ) STRICT;
  CREATE INDEX requests_waiting ON requests (id) WHERE taken_at IS NULL;
  CREATE INDEX requests_by_expiry ON requests (expires_at);
  `,
  'ALTER TABLE requests ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0',
  'CREATE TABLE policy_texts (path TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID, STRICT',
  `
  ALTER TABLE decisions ADD COLUMN action TEXT;
  ALTER TABLE decisions ADD COLUMN codes TEXT;
  UPDATE decisions SET
    action = json_extract(body, '$.action'),
    codes = (SELECT ' ' || group_concat(json_extract(value, '$.code'), ' ') || ' ' FROM json_each(body, '$.reasons'))
  WHERE json_valid(body);
  CREATE TABLE changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project TEXT NOT NULL,
    service TEXT NOT NULL,
    at REAL NOT NULL,
    made_by TEXT NOT NULL,
    body TEXT NOT NULL,
    request INTEGER,
    outcome TEXT
  ) STRICT;
  CREATE INDEX changes_by_service ON changes (project, service, id);
  CREATE INDEX changes_by_request ON changes (request) WHERE request IS NOT NULL;
  CREATE TABLE controls (
    project TEXT NOT NULL,
    service TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (project, service)
  ) WITHOUT ROWID, STRICT;
  CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    project TEXT NOT NULL,
    service TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (project, service, name)
  ) STRICT;
  CREATE TABLE points (
    series INTEGER NOT NULL,
    step INTEGER NOT NULL,
    at REAL NOT NULL,
    mean REAL NOT NULL,
    low REAL NOT NULL,
    high REAL NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (series, step, at)
  ) WITHOUT ROWID, STRICT;
  `,
  'ALTER TABLE decisions ADD COLUMN situation TEXT',
  `
  CREATE TABLE usages (
    project TEXT NOT NULL,
    service TEXT NOT NULL,
    at REAL NOT NULL,
    replica_ms REAL NOT NULL,
    watched_ms REAL NOT NULL,
    PRIMARY KEY (project, service, at)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX usages_by_age ON usages (at);
  `,
  `
  CREATE TABLE outbox (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    at REAL NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  `,
];

/** The schema version of an open database; 0 when nothing was ever created in it. */
export function schemaVersion(db: DatabaseSync): number {
  const version = db.prepare('PRAGMA user_version').get()?.user_version;
  return typeof version === 'number' ? version : 0;
}

/** Brings the database to the newest schema. Throws `E_JOURNAL` when a newer program wrote it. */
export function migrate(db: DatabaseSync, where: string): void {
  if (schemaVersion(db) > MIGRATIONS.length) assertReadable(db, where);
  if (schemaVersion(db) === MIGRATIONS.length) return;
  inTransaction(db, () => {
    const from = schemaVersion(db);
    for (const script of MIGRATIONS.slice(from)) db.exec(script);
    if (from === 0) db.prepare("INSERT INTO meta (key, value) VALUES ('id', ?)").run(randomUUID());
    db.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}

/** Throws `E_JOURNAL` unless the file has the schema of this program. */
export function assertReadable(db: DatabaseSync, where: string): void {
  const version = schemaVersion(db);
  if (version === MIGRATIONS.length) return;
  throw new AutoscalerError(
    'E_JOURNAL',
    `${where} has schema version ${version}; this program needs version ${MIGRATIONS.length}`,
    {
      fix:
        version > MIGRATIONS.length
          ? 'Use the newer program that wrote it, or move the file away to start a fresh journal.'
          : 'Start the controller of this version once: it brings the file up to date.',
    },
  );
}

/** Gives the file the id of the journal it stands in for. */
export function adoptId(db: DatabaseSync, id: string): void {
  db.prepare("UPDATE meta SET value = ? WHERE key = 'id'").run(id);
}

/** Throws a `Damaged` error unless SQLite finds the file's structure sound. */
export function assertSound(db: DatabaseSync): void {
  const finding = db.prepare('PRAGMA quick_check(1)').get()?.quick_check;
  if (finding !== 'ok') throw new Damaged(String(finding));
}
