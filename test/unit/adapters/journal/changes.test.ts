import { describe, expect, it } from 'vitest';
import { openMemoryJournal } from '../../../../src/adapters/journal/open.ts';
import type { NewChange } from '../../../../src/core/journal.ts';
import { API, journalIn, manualClock, T0, temporaryDirectory, WEB } from './fixtures.ts';

const PAUSED: NewChange = { ref: WEB, at: T0, by: 'ann', change: { kind: 'pause' } };
const control = { pause: { since: T0, by: 'ann' } };

describe('changes', () => {
  it('of a request carry who asked, and how it ended', () => {
    const journal = openMemoryJournal(manualClock());
    const request = { ref: WEB, replicas: 5, force: false, by: 'ann', expiresAt: T0 + 60_000 };
    const id = journal.submitRequest(request);
    const [asked] = journal.changes({ limit: 10 });
    const change = { kind: 'scale', replicas: 5, force: false };
    expect(asked).toEqual({ id: 1, ref: WEB, at: T0, by: 'ann', change });
    journal.completeRequest(id, { ok: true, from: 2, to: 5 });
    expect(journal.change(1)?.outcome).toEqual({ ok: true, from: 2, to: 5 });
  });

  it('come by page and by service, newest first', () => {
    const journal = openMemoryJournal(manualClock());
    for (const at of [1, 2, 3, 4]) journal.recordChange({ ...PAUSED, at: T0 + at });
    journal.recordChange({ ...PAUSED, ref: API });
    const ids = (query: object) => journal.changes({ limit: 10, ...query }).map(({ id }) => id);
    expect(ids({ ref: WEB })).toEqual([4, 3, 2, 1]);
    expect(ids({ limit: 2, before: 4 })).toEqual([3, 2]);
    expect(ids({ since: T0 + 2, until: T0 + 3 })).toEqual([3, 2]);
    expect(ids({ ref: { service: 'api' } })).toEqual([5]);
    expect(ids({ ref: { project: 'shop' } })).toHaveLength(5);
  });
});

describe('what people asked for', () => {
  it('outlives the process, and goes when nothing is left of it', () => {
    const directory = temporaryDirectory();
    journalIn(directory).journal.saveControl({ ref: WEB, control }, PAUSED);
    const { journal } = journalIn(directory);
    expect(journal.controls()).toEqual([{ ref: WEB, control }]);
    journal.saveControl({ ref: WEB, control: {} }, { ...PAUSED, change: { kind: 'resume' } });
    expect(journal.controls()).toEqual([]);
    expect(journal.changes({ limit: 10 }).map((entry) => entry.change.kind)).toEqual(['resume', 'pause']);
  });
});
