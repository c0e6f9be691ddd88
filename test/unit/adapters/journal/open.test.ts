import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openJournalReader, openMemoryJournal } from '../../../../src/adapters/journal/open.ts';
import { MIGRATIONS } from '../../../../src/adapters/journal/schema.ts';
import { EMPTY_HISTORY } from '../../../../src/core/history.ts';
import { hold, journalIn, manualClock, T0, temporaryDirectory, WEB } from './fixtures.ts';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

function readerOf(directory: string) {
  const reader = openJournalReader(directory, manualClock());
  onTestFinished(() => reader.close());
  return reader;
}

function withVersion(directory: string, version: number): void {
  const db = new DatabaseSync(join(directory, 'journal.db'));
  db.exec(`PRAGMA user_version = ${version}`);
  db.close();
}

describe('opening a journal', () => {
  it('makes directory and file, with a random id that stays', () => {
    const directory = join(temporaryDirectory(), 'deep', 'state');
    const { journal } = journalIn(directory);
    expect(journal.id).toMatch(UUID);
    expect(journalIn(directory).journal.id).toBe(journal.id);
    expect(journalIn(temporaryDirectory()).journal.id).not.toBe(journal.id);
  });

  it('fails with the fix where there can be no directory', () => {
    const file = join(temporaryDirectory(), 'file');
    writeFileSync(file, '');
    expect(() => journalIn(join(file, 'state'))).toThrow(
      expect.objectContaining({
        code: 'E_JOURNAL',
        fix: expect.any(String),
        message: expect.stringContaining(file),
      }),
    );
  });

  it('fails where the file is a directory', () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'journal.db'));
    expect(() => journalIn(directory)).toThrow(expect.objectContaining({ code: 'E_JOURNAL' }));
  });

  it('refuses a file of a newer program and leaves it alone', () => {
    const directory = temporaryDirectory();
    journalIn(directory).journal.close();
    withVersion(directory, MIGRATIONS.length + 1);
    const refusal = expect.objectContaining({
      code: 'E_JOURNAL',
      fix: expect.stringContaining('newer program'),
    });
    expect(() => journalIn(directory)).toThrow(refusal);
    expect(() => readerOf(directory)).toThrow(refusal);
    expect(readdirSync(directory).filter((name) => name.includes('corrupt'))).toEqual([]);
  });

  it('accepts an empty file, as a crash at the very start leaves it', () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'journal.db'), '');
    expect(readerOf(directory).decisions({ limit: 1 })).toEqual([]);
    const { journal, notices } = journalIn(directory);
    expect(journal.id).toMatch(UUID);
    expect(notices).toEqual([]);
  });
});

describe('reading a journal', () => {
  it('sees nothing where there is none yet, and makes none', () => {
    const directory = temporaryDirectory();
    const reader = readerOf(directory);
    expect(reader.lastDecision(WEB)).toBeUndefined();
    expect(reader.loadHistory(WEB)).toEqual(EMPTY_HISTORY);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('sees what a writer writes meanwhile', () => {
    const directory = temporaryDirectory();
    const { journal } = journalIn(directory);
    const reader = readerOf(directory);
    expect(reader.id).toBe(journal.id);
    expect(reader.lastDecision(WEB)).toBeUndefined();
    journal.recordDecisions([{ ref: WEB, decision: hold(T0) }]);
    expect(reader.lastDecision(WEB)?.ticks).toBe(1);
  });
});

describe('a journal in memory', () => {
  it('does all that one on disk does', () => {
    const journal = openMemoryJournal(manualClock());
    journal.recordDecisions([{ ref: WEB, decision: hold(T0) }]);
    journal.recordDecisions([{ ref: WEB, decision: hold(T0 + 1) }]);
    expect(journal.lastDecision(WEB)).toMatchObject({ ticks: 2 });
    expect(journal.id).toMatch(UUID);
    journal.close();
    expect(() => journal.decisions({ limit: 1 })).toThrow(expect.objectContaining({ code: 'E_JOURNAL' }));
  });
});
