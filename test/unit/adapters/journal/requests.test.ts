import { describe, expect, it } from 'vitest';
import type { ScaleOutcome } from '../../../../src/core/journal.ts';
import { API, journalIn, manualClock, T0, temporaryDirectory, WEB } from './fixtures.ts';

const WISH = { ref: WEB, replicas: 5, force: false, by: 'root on host', expiresAt: T0 + 60_000 };

describe('the mailbox of requests', () => {
  it('hands each request out once, oldest first', () => {
    const { journal } = journalIn(temporaryDirectory());
    const first = journal.submitRequest(WISH);
    const second = journal.submitRequest({ ...WISH, ref: API, force: true });
    expect(journal.takeRequests(T0)).toEqual([
      { ...WISH, id: first },
      { ...WISH, ref: API, force: true, id: second },
    ]);
    expect(journal.takeRequests(T0)).toEqual([]);
  });

  it('never hands out what nobody waits for any more', () => {
    const { journal } = journalIn(temporaryDirectory());
    journal.submitRequest(WISH);
    expect(journal.takeRequests(WISH.expiresAt + 1)).toEqual([]);
    expect(journal.takeRequests(T0)).toEqual([]);
  });

  it.each<ScaleOutcome>([
    { ok: true, from: 2, to: 5 },
    { ok: false, code: 'E_NOT_READY_IN_TIME', message: 'replica 3 is not healthy' },
    { ok: false, code: 'E_OUT_OF_BOUNDS', message: '12 is over the max of 10', fix: 'Use --force.' },
  ])('carries the outcome back: %o', (outcome) => {
    const directory = temporaryDirectory();
    const command = journalIn(directory).journal;
    const controller = journalIn(directory).journal;
    const id = command.submitRequest(WISH);
    expect(command.requestOutcome(id)).toBeUndefined();
    controller.takeRequests(T0);
    expect(command.requestOutcome(id)).toBeUndefined();
    controller.completeRequest(id, outcome);
    expect(command.requestOutcome(id)).toEqual(outcome);
    expect(command.requestOutcome(id + 1)).toBeUndefined();
  });

  it('never hands out what was withdrawn, and tells of what was withdrawn too late', () => {
    const { journal } = journalIn(temporaryDirectory());
    const waiting = journal.submitRequest(WISH);
    expect(journal.withdrawRequest(waiting)).toBe(false);
    expect(journal.takeRequests(T0)).toEqual([]);
    const taken = journal.submitRequest(WISH);
    expect(journal.takeRequests(T0)).toHaveLength(1);
    expect(journal.isWithdrawn(taken)).toBe(false);
    expect(journal.withdrawRequest(taken)).toBe(true);
    expect(journal.isWithdrawn(taken)).toBe(true);
    expect(journal.withdrawRequest(taken + 1)).toBe(false);
    expect(journal.isWithdrawn(taken + 1)).toBe(false);
  });

  it('forgets requests by age and by number, and never uses an id twice', () => {
    const clock = manualClock();
    const { journal } = journalIn(temporaryDirectory(), { clock });
    const old = journal.submitRequest(WISH);
    journal.completeRequest(old, { ok: true, from: 2, to: 5 });
    clock.time += 2 * 3_600_000;
    const expiresAt = clock.time + 60_000;
    const newer = journal.submitRequest({ ...WISH, expiresAt });
    expect(newer).toBeGreaterThan(old);
    expect(journal.requestOutcome(old)).toBeUndefined();
    for (let more = 0; more < 1_100; more++) journal.submitRequest({ ...WISH, expiresAt });
    expect(journal.takeRequests(clock.time)).toHaveLength(1_000);
  });
});
