import { join } from 'node:path';
import { expect, it } from 'vitest';
import { connect } from '../../../../src/adapters/journal/connection.ts';
import { DEFAULT_LIMITS } from '../../../../src/adapters/journal/retention.ts';
import { migrate } from '../../../../src/adapters/journal/schema.ts';
import { SqliteJournal } from '../../../../src/adapters/journal/sqlite-journal.ts';
import { storeOf } from '../../../../src/adapters/journal/store.ts';
import { manualClock, scaleUp, T0, temporaryDirectory, WEB } from './fixtures.ts';

it('a file that cannot grow any more is an error with its fix, loses nothing, and heals with room', () => {
  const path = join(temporaryDirectory(), 'journal.db');
  const db = connect(path);
  migrate(db, path);
  const journal = new SqliteJournal({
    store: storeOf(db, DEFAULT_LIMITS),
    where: path,
    clock: manualClock(),
  });
  const tick = () =>
    journal.recordDecisions([
      { ref: WEB, decision: scaleUp(T0) },
      { ref: WEB, decision: scaleUp(T0) },
    ]);
  // SQLite reports a page limit as it reports a full disk.
  db.exec('PRAGMA max_page_count = 30');
  let written = 0;
  const fill = () => {
    for (; written < 10_000; written++) tick();
  };
  expect(fill).toThrow(
    expect.objectContaining({ code: 'E_JOURNAL', fix: expect.stringContaining('Free some space') }),
  );
  expect(written).toBeGreaterThan(10);
  expect(journal.decisions({ limit: 1e6 })).toHaveLength(2 * written);
  db.exec('PRAGMA max_page_count = 1000');
  tick();
  expect(journal.decisions({ limit: 1e6 })).toHaveLength(2 * written + 2);
  journal.close();
});
