import { describe, expect, it } from 'vitest';
import { API, hold, journalIn, manualClock, T0, temporaryDirectory, WEB } from './fixtures.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const usage = { replicaMs: 20_000, watchedMs: 10_000 };

describe('what ran, in the journal', () => {
  it('is nothing of a service never seen', () => {
    const { journal } = journalIn(temporaryDirectory());
    expect(journal.usage(WEB, 0, T0 + DAY)).toEqual({ replicaMs: 0, watchedMs: 0 });
  });

  it('is added up by service and quarter of an hour, over the life of processes', () => {
    const directory = temporaryDirectory();
    const before = journalIn(directory).journal;
    for (const at of [T0, T0 + MINUTE, T0 + 16 * MINUTE])
      before.recordDecisions([{ ref: WEB, decision: hold(at), usage }]);
    before.recordDecisions([{ ref: API, decision: hold(T0) }]);
    before.close();
    const { journal } = journalIn(directory);
    journal.recordDecisions([{ ref: WEB, decision: hold(T0 + 2 * MINUTE), usage }]);
    expect(journal.usage(WEB, 0, T0 + DAY)).toEqual({ replicaMs: 80_000, watchedMs: 40_000, from: T0 });
    expect(journal.usage(WEB, T0, T0 + 15 * MINUTE)).toMatchObject({ replicaMs: 60_000 });
    expect(journal.usage(WEB, T0 + MINUTE, T0 + DAY)).toMatchObject({
      replicaMs: 20_000,
      from: T0 + 15 * MINUTE,
    });
    expect(journal.usage(API, 0, T0 + DAY)).toEqual({ replicaMs: 0, watchedMs: 0 });
  });

  it('is kept as long as decisions', () => {
    const clock = manualClock();
    const limits = { decisions: 100, steps: 100, ageMs: DAY };
    const { journal } = journalIn(temporaryDirectory(), { clock, limits });
    for (; clock.time <= T0 + 2 * DAY; clock.time += HOUR)
      journal.recordDecisions([{ ref: WEB, decision: hold(clock.time), usage }]);
    expect(journal.usage(WEB, 0, clock.time)).toMatchObject({ from: T0 + DAY, replicaMs: 25 * 20_000 });
  });
});
