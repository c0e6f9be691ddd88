import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, storedHistory } from '../../../../src/adapters/journal/stored.ts';
import { learn } from '../../../../src/core/forecast/learn.ts';
import type { ForecastMemory } from '../../../../src/core/forecast/memory.ts';
import { EMPTY_HISTORY, type History } from '../../../../src/core/history.ts';
import { API, journalIn, manualClock, T0, temporaryDirectory, WEB } from './fixtures.ts';

const time = fc.integer({ min: 0, max: 4e12 });
const count = fc.nat({ max: 1_000 });
const streak = fc.record({ since: time, last: time });

/** What a policy lets a metric be called; JSON loses a key called `__proto__`. */
const metricName = fc.stringMatching(/^[A-Za-z][\w-]{0,30}$/);

/** Any history the core may hand over. */
const history: fc.Arbitrary<History> = fc.record(
  {
    streaks: fc.dictionary(metricName, fc.record({ up: streak, down: streak }, { requiredKeys: [] })),
    recommendations: fc.array(fc.record({ at: time, until: time, replicas: count })),
    actions: fc.array(fc.record({ at: time, from: count, to: count })),
    failures: fc.record({ count, lastAt: time, message: fc.string() }),
    desired: count,
    override: count,
  },
  { requiredKeys: ['streaks', 'recommendations', 'actions'] },
);

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe('histories in the journal', () => {
  it('are empty for a service never seen', () => {
    expect(journalIn(temporaryDirectory()).journal.loadHistory(WEB)).toEqual(EMPTY_HISTORY);
  });

  it('survive the process, each for its own service, the last one saved', () => {
    const directory = temporaryDirectory();
    const first = journalIn(directory).journal;
    first.saveHistories([{ ref: WEB, history: { ...EMPTY_HISTORY, desired: 4 } }]);
    first.saveHistories([
      { ref: WEB, history: { ...EMPTY_HISTORY, desired: 5, override: 12 } },
      { ref: API, history: { ...EMPTY_HISTORY, actions: [{ at: T0, from: 1, to: 2 }] } },
    ]);
    first.close();
    const second = journalIn(directory).journal;
    expect(second.loadHistory(WEB)).toEqual({ ...EMPTY_HISTORY, desired: 5, override: 12 });
    expect(second.loadHistory(API).actions).toEqual([{ at: T0, from: 1, to: 2 }]);
  });

  it('keep what a forecast learned, in six digits', () => {
    const { journal } = journalIn(temporaryDirectory());
    const seen = { ready: 2, isShort: false, horizonMs: 20_000, shortage: 0.01 };
    const forecast = [1, 1.23456789, 3, 2.5, 2].reduce<ForecastMemory | undefined>(
      (memory, demand, tick) => learn(memory, { ...seen, demand, now: T0 + tick * 15_000 }),
      undefined,
    );
    if (forecast === undefined) throw new Error('nothing was learned');
    journal.saveHistories([{ ref: WEB, history: { ...EMPTY_HISTORY, startUpMs: 7000, forecast } }]);
    const read = journal.loadHistory(WEB);
    expect(read.startUpMs).toBe(7000);
    expect(read.forecast?.peaks).toMatchObject({ peak: 3 });
    expect(read.forecast?.lastAt).toBe(forecast.lastAt);
    expect(read.forecast?.open).toHaveLength(forecast.open.length);
    expect(read.forecast?.meanDemand).toBeCloseTo(forecast.meanDemand, 5);
  });

  it('read back equal, whatever is in them', () => {
    const { journal } = journalIn(temporaryDirectory());
    fc.assert(
      fc.property(history, (saved) => {
        journal.saveHistories([{ ref: WEB, history: saved }]);
        expect(plain(journal.loadHistory(WEB))).toEqual(plain(saved));
      }),
      { numRuns: 50 },
    );
  });

  it('never make the reader throw or yield half a history, whatever was stored', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((text) => text.slice(1)),
        ),
        (body) => {
          const read = decode(storedHistory, body);
          if (read !== undefined)
            expect(Object.keys(read)).toEqual(expect.arrayContaining(Object.keys(EMPTY_HISTORY)));
        },
      ),
    );
  });

  it.each([
    '',
    'null',
    '{"streaks":{}}',
    '{"streaks":{},"recommendations":[],"actions":[{"at":"yesterday","from":1,"to":2}]}',
    '{"streaks":{},"recommendations":[],"actions":[',
  ])('count as never seen when the row is damaged: %s', (body) => {
    const directory = temporaryDirectory();
    const { journal } = journalIn(directory);
    journal.saveHistories([{ ref: WEB, history: { ...EMPTY_HISTORY, desired: 4 } }]);
    const other = new DatabaseSync(join(directory, 'journal.db'));
    other.prepare('UPDATE histories SET body = ?').run(body);
    other.close();
    expect(journal.loadHistory(WEB)).toEqual(EMPTY_HISTORY);
  });

  it('stay as long as they are saved, though unchanged, and go a month after the last time', () => {
    const clock = manualClock();
    const { journal } = journalIn(temporaryDirectory(), { clock });
    const kept = { ...EMPTY_HISTORY, desired: 3 };
    journal.saveHistories([{ ref: API, history: kept }]);
    for (let day = 0; day < 40; day++) {
      clock.time += 24 * 3_600_000 + 1;
      journal.saveHistories([{ ref: WEB, history: kept }]);
    }
    expect(journal.loadHistory(WEB)).toEqual(kept);
    expect(journal.loadHistory(API)).toEqual(EMPTY_HISTORY);
  });
});
