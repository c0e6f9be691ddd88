import { describe, expect, it } from 'vitest';
import { EMPTY_HISTORY } from '../../../../src/core/history.ts';
import { API, hold, journalIn, scaleUp, T0, temporaryDirectory, WEB } from './fixtures.ts';

describe('decisions in the journal', () => {
  it('come back as they were, newest first', () => {
    const { journal } = journalIn(temporaryDirectory());
    const up = scaleUp(T0);
    const held = hold(T0 + 1_000, ['METRIC_ABOVE', 'UP_COOLDOWN'], 3);
    journal.recordDecisions([{ ref: WEB, decision: up }]);
    journal.recordDecisions([{ ref: WEB, decision: held }]);
    const [newest, oldest] = journal.decisions({ limit: 10 });
    expect(newest).toEqual({ id: 2, ref: WEB, decision: held, lastAt: T0 + 1_000, ticks: 1 });
    expect(oldest).toEqual({ id: 1, ref: WEB, decision: up, lastAt: T0, ticks: 1 });
    expect(journal.lastDecision(WEB)).toEqual(newest);
    expect(journal.lastDecision(API)).toBeUndefined();
  });

  it('join equal holds in a row, keeping the first time and the newest words', () => {
    const { journal } = journalIn(temporaryDirectory());
    for (const [tick, value] of [50, 51, 52].entries()) {
      journal.recordDecisions([
        { ref: WEB, decision: hold(T0 + tick * 1_000, ['METRIC_WITHIN'], 2, value) },
        { ref: API, decision: hold(T0 + tick * 1_000, ['AT_MIN'], 1, value) },
      ]);
    }
    expect(journal.decisions({ limit: 10 })).toHaveLength(2);
    const last = journal.lastDecision(WEB);
    expect(last).toMatchObject({ lastAt: T0 + 2_000, ticks: 3 });
    expect(last?.decision).toEqual({ ...hold(T0 + 2_000, ['METRIC_WITHIN'], 2, 52), at: T0 });
  });

  it.each([
    ['another reason', hold(T0, ['METRIC_BELOW'])],
    ['one reason more', hold(T0, ['METRIC_WITHIN', 'AT_MIN'])],
    ['another count', hold(T0, ['METRIC_WITHIN'], 3)],
    ['a scaling', scaleUp(T0)],
  ])('do not join across %s', (_, between) => {
    const { journal } = journalIn(temporaryDirectory());
    for (const decision of [hold(T0), between, hold(T0)]) journal.recordDecisions([{ ref: WEB, decision }]);
    expect(journal.decisions({ limit: 10 }).map(({ ticks }) => ticks)).toEqual([1, 1, 1]);
  });

  it('keep what they rested on the last time, for whoever asks', () => {
    const { journal } = journalIn(temporaryDirectory());
    const situation = { policy: 'cafe', ready: 2, activeSchedules: ['day'], history: EMPTY_HISTORY };
    journal.recordDecisions([{ ref: WEB, decision: hold(T0), situation }]);
    const paused = { ...situation, control: { pause: { since: T0, by: 'kim' } } };
    journal.recordDecisions([{ ref: WEB, decision: hold(T0 + 1_000), situation: paused }]);
    expect(journal.situation(1)).toEqual(paused);
    journal.recordDecisions([{ ref: WEB, decision: scaleUp(T0 + 2_000) }]);
    expect([journal.situation(2), journal.situation(3)]).toEqual([undefined, undefined]);
  });

  it('never join scalings, however equal', () => {
    const { journal } = journalIn(temporaryDirectory());
    journal.recordDecisions([{ ref: WEB, decision: scaleUp(T0) }]);
    journal.recordDecisions([{ ref: WEB, decision: scaleUp(T0 + 1) }]);
    expect(journal.decisions({ limit: 10 })).toHaveLength(2);
  });

  it('are selected by service, time and number', () => {
    const { journal } = journalIn(temporaryDirectory());
    for (let tick = 0; tick < 5; tick++) {
      journal.recordDecisions([
        { ref: WEB, decision: scaleUp(T0 + tick, tick, tick + 1) },
        { ref: API, decision: scaleUp(T0 + tick, tick, tick + 1) },
      ]);
    }
    const froms = journal
      .decisions({ ref: WEB, since: T0 + 2, limit: 2 })
      .map(({ decision }) => decision.from);
    expect(froms).toEqual([4, 3]);
    expect(journal.decisions({ limit: 3 }).map(({ ref }) => ref)).toEqual([API, WEB, API]);
  });

  it('survive the process', () => {
    const directory = temporaryDirectory();
    const first = journalIn(directory).journal;
    first.recordDecisions([{ ref: WEB, decision: hold(T0) }]);
    first.close();
    const second = journalIn(directory).journal;
    second.recordDecisions([{ ref: WEB, decision: hold(T0 + 5_000) }]);
    expect(second.id).toBe(first.id);
    expect(second.lastDecision(WEB)).toMatchObject({ ticks: 2, lastAt: T0 + 5_000 });
  });
});
