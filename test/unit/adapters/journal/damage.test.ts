import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openJournalReader } from '../../../../src/adapters/journal/open.ts';
import { EMPTY_HISTORY } from '../../../../src/core/history.ts';
import { hold, journalIn, manualClock, scaleUp, T0, temporaryDirectory, WEB } from './fixtures.ts';

const NAME = 'journal.db';
const SAVED = [{ ref: WEB, history: { ...EMPTY_HISTORY, desired: 4 } }];

function filled(directory: string, rows = 200): void {
  const { journal } = journalIn(directory);
  journal.recordDecisions(
    Array.from({ length: rows }, (_, row) => ({ ref: WEB, decision: scaleUp(T0 + row) })),
  );
  journal.close();
}

/** Overwrites everything behind the first page. */
function scribble(path: string): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(statSync(path).size - 4_096, 0xa5), 0, undefined, 4_096);
  closeSync(file);
}

function corruptFiles(directory: string): string[] {
  return readdirSync(directory).filter((name) => name.startsWith(`${NAME}.corrupt-`));
}

describe('a damaged journal', () => {
  it.each<[string, (path: string) => void]>([
    ['is no database at all', (path) => writeFileSync(path, 'not a database '.repeat(1_000))],
    ['has damaged pages behind a sound header', scribble],
  ])('that %s is moved aside, said, and replaced', (_, damage) => {
    const directory = temporaryDirectory();
    filled(directory);
    damage(join(directory, NAME));
    const { journal, notices } = journalIn(directory);
    expect(notices).toHaveLength(1);
    expect(notices[0]?.movedTo).toBe(join(directory, 'journal.db.corrupt-2026-01-05T00-00-00.000Z'));
    expect(notices[0]?.message).toContain('damaged');
    expect(existsSync(notices[0]?.movedTo ?? '')).toBe(true);
    journal.recordDecisions([{ ref: WEB, decision: hold(T0) }]);
    expect(journal.decisions({ limit: 9 })).toHaveLength(1);
    journal.close();
    expect(journalIn(directory).notices).toEqual([]);
  });

  it('is replaced while in use too, under the same id, and the work in hand is done', () => {
    const directory = temporaryDirectory();
    filled(directory, 20_000);
    const { journal, notices } = journalIn(directory);
    const { id } = journal;
    scribble(join(directory, NAME));
    journal.saveHistories(SAVED);
    journal.decisions({ limit: 50_000 });
    expect(notices).toHaveLength(1);
    journal.saveHistories(SAVED);
    expect(journal.loadHistory(WEB).desired).toBe(4);
    journal.close();
    expect(journalIn(directory).journal.id).toBe(id);
  });

  it('is kept, but not more than three of them', () => {
    const directory = temporaryDirectory();
    const clock = manualClock();
    for (let time = 0; time < 5; time++) {
      clock.time = T0 + time;
      writeFileSync(join(directory, NAME), 'x'.repeat(5_000));
      journalIn(directory, { clock }).journal.close();
    }
    expect(corruptFiles(directory).sort()).toEqual(
      [2, 3, 4].map((ms) => `${NAME}.corrupt-2026-01-05T00-00-00.00${ms}Z`),
    );
  });

  it('is an error for a reader, who moves nothing', () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, NAME), 'x'.repeat(5_000));
    expect(() => openJournalReader(directory, manualClock())).toThrow(
      expect.objectContaining({ code: 'E_JOURNAL', fix: expect.stringContaining('Restart the controller') }),
    );
    expect(readdirSync(directory)).toEqual([NAME]);
  });

  it('loses only the row that is damaged when the rest is sound', () => {
    const directory = temporaryDirectory();
    const { journal } = journalIn(directory);
    for (const at of [T0, T0 + 1, T0 + 2]) journal.recordDecisions([{ ref: WEB, decision: scaleUp(at) }]);
    const other = new DatabaseSync(join(directory, NAME));
    other.exec(`UPDATE decisions SET body = '{"action":"fly"}' WHERE id = 2`);
    other.close();
    expect(journal.decisions({ limit: 9 }).map(({ id }) => id)).toEqual([3, 1]);
  });
});

describe('a journal that somebody removed', () => {
  it('is started anew under the same id, and said', () => {
    const directory = temporaryDirectory();
    const { journal, notices } = journalIn(directory);
    journal.saveHistories(SAVED);
    rmSync(directory, { recursive: true });
    journal.saveHistories(SAVED);
    expect(notices.map(({ message }) => message)).toEqual([expect.stringContaining('removed or replaced')]);
    expect(openJournalReader(directory, manualClock())).toMatchObject({ id: journal.id });
    expect(openJournalReader(directory, manualClock()).loadHistory(WEB).desired).toBe(4);
  });
});
