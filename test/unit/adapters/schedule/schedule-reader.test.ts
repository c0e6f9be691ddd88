import fc from 'fast-check';
import { createTask } from 'node-cron';
import { describe, expect, it } from 'vitest';
import { CronScheduleReader } from '../../../../src/adapters/schedule/schedule-reader.ts';
import type { Schedule } from '../../../../src/core/policy.ts';

const MINUTE = 60_000;

function schedule(start: string, end: string, timeZone: string): Schedule {
  return { name: 'window', start, end, timeZone, min: 4 };
}

/** The moments, in UTC, at which the window opens (`+`) and closes (`-`) from one day to another. */
function changes(window: Schedule, from: string, to: string): readonly string[] {
  const reader = new CronScheduleReader();
  const found: string[] = [];
  let before = reader.active([window], Date.parse(from)).length > 0;
  for (let now = Date.parse(from); now < Date.parse(to); now += MINUTE) {
    const isActive = reader.active([window], now).length > 0;
    if (isActive !== before) found.push(`${isActive ? '+' : '-'}${new Date(now).toISOString().slice(5, 16)}`);
    before = isActive;
  }
  return found;
}

describe('a schedule', () => {
  it('is active from its start until its next end', () => {
    const office = schedule('0 8 * * 1-5', '0 19 * * 1-5', 'UTC');
    expect(changes(office, '2026-01-08T12:00Z', '2026-01-13T12:00Z')).toEqual([
      '-01-08T19:00',
      '+01-09T08:00',
      '-01-09T19:00',
      '+01-12T08:00',
      '-01-12T19:00',
      '+01-13T08:00',
    ]);
  });

  it('may run over midnight, over days and over months', () => {
    expect(
      changes(schedule('0 22 * * *', '0 6 * * *', 'UTC'), '2026-01-08T00:00Z', '2026-01-09T00:00Z'),
    ).toEqual(['-01-08T06:00', '+01-08T22:00']);
    expect(
      changes(schedule('0 18 * * 5', '0 6 * * 1', 'UTC'), '2026-01-08T00:00Z', '2026-01-15T00:00Z'),
    ).toEqual(['+01-09T18:00', '-01-12T06:00']);
    expect(
      changes(schedule('0 0 24 11 *', '0 0 2 1 *', 'UTC'), '2025-12-30T00:00Z', '2026-01-03T00:00Z'),
    ).toEqual(['-01-02T00:00']);
  });

  it('begins to the minute and ends to the minute', () => {
    const reader = new CronScheduleReader();
    const window = schedule('0 8 * * *', '0 19 * * *', 'UTC');
    const at = (time: string) => reader.active([window], Date.parse(`2026-01-08T${time}Z`));
    expect(at('07:59:59.999')).toEqual([]);
    expect(at('08:00:00.000')).toEqual(['window']);
    expect(at('18:59:59.999')).toEqual(['window']);
    expect(at('19:00:00.000')).toEqual([]);
  });

  it('that never ended, or never began', () => {
    const reader = new CronScheduleReader();
    const now = Date.parse('2026-03-01T00:00Z');
    expect(reader.active([schedule('0 0 29 2 *', '0 0 1 3 *', 'UTC')], now)).toEqual([]);
    expect(reader.active([schedule('0 0 29 2 *', '1 0 1 3 *', 'UTC')], now - MINUTE)).toEqual([]);
  });

  it('names those that are active, in their order', () => {
    const reader = new CronScheduleReader();
    const all = [
      { ...schedule('0 8 * * *', '0 9 * * *', 'UTC'), name: 'a' },
      { ...schedule('0 7 * * *', '0 10 * * *', 'UTC'), name: 'b' },
      { ...schedule('0 10 * * *', '0 11 * * *', 'UTC'), name: 'c' },
    ];
    expect(reader.active(all, Date.parse('2026-01-08T08:30Z'))).toEqual(['a', 'b']);
    expect(reader.active(all, Date.parse('2026-01-08T10:30Z'))).toEqual(['c']);
  });
});

describe('a schedule keeps its time on the wall over clock changes', () => {
  const DAILY = ['0 8 * * *', '0 19 * * *'] as const;

  it('in Berlin, spring and autumn', () => {
    const berlin = schedule(...DAILY, 'Europe/Berlin');
    expect(changes(berlin, '2026-03-28T00:00Z', '2026-03-30T00:00Z')).toEqual([
      '+03-28T07:00',
      '-03-28T18:00',
      '+03-29T06:00',
      '-03-29T17:00',
    ]);
    expect(changes(berlin, '2026-10-24T00:00Z', '2026-10-26T00:00Z')).toEqual([
      '+10-24T06:00',
      '-10-24T17:00',
      '+10-25T07:00',
      '-10-25T18:00',
    ]);
  });

  it('in New York, spring and autumn', () => {
    const newYork = schedule(...DAILY, 'America/New_York');
    expect(changes(newYork, '2026-03-07T04:00Z', '2026-03-09T04:00Z')).toEqual([
      '+03-07T13:00',
      '-03-08T00:00',
      '+03-08T12:00',
      '-03-08T23:00',
    ]);
    expect(changes(newYork, '2026-10-31T04:00Z', '2026-11-02T04:00Z')).toEqual([
      '+10-31T12:00',
      '-10-31T23:00',
      '+11-01T13:00',
      '-11-02T00:00',
    ]);
  });

  it('in Seoul, which has none', () => {
    expect(changes(schedule(...DAILY, 'Asia/Seoul'), '2026-03-28T12:00Z', '2026-03-30T12:00Z')).toEqual([
      '+03-28T23:00',
      '-03-29T10:00',
      '+03-29T23:00',
      '-03-30T10:00',
    ]);
  });

  it('takes a time that is skipped as the moment of the change', () => {
    const DAY = ['2026-03-29T00:00Z', '2026-03-29T12:00Z'] as const;
    expect(changes(schedule('30 2 * * *', '0 6 * * *', 'Europe/Berlin'), ...DAY)).toEqual([
      '+03-29T01:00',
      '-03-29T04:00',
    ]);
    expect(changes(schedule('0 0 * * *', '30 2 * * *', 'Europe/Berlin'), ...DAY)).toEqual(['-03-29T01:00']);
    expect(changes(schedule('10 2 * * *', '50 2 * * *', 'Europe/Berlin'), ...DAY)).toEqual([]);
  });

  it('takes a time that comes twice the first time only', () => {
    const DAY = ['2026-10-24T22:30Z', '2026-10-25T12:00Z'] as const;
    expect(changes(schedule('30 2 * * *', '0 6 * * *', 'Europe/Berlin'), ...DAY)).toEqual([
      '+10-25T00:30',
      '-10-25T05:00',
    ]);
    expect(changes(schedule('0 1 * * *', '30 2 * * *', 'Europe/Berlin'), ...DAY)).toEqual([
      '+10-24T23:00',
      '-10-25T00:30',
    ]);
    expect(changes(schedule('10 2 * * *', '50 2 * * *', 'Europe/Berlin'), ...DAY)).toEqual([
      '+10-25T00:10',
      '-10-25T00:50',
    ]);
  });
});

it('agrees with the library’s own matching, minute by minute', () => {
  const minute = fc.constantFrom('0', '30', '*/20', '5,50');
  const hour = fc.constantFrom('*', '3', '8-18/5', '22', '0');
  const day = fc.constantFrom(...['* *', '1 *', '31 *', '* 1-5', '* 0', '* 6,7', '28-31 *']);
  const expression = fc.tuple(minute, hour, day).map(([m, h, d]) => `${m} ${h} ${d.replace(' ', ' * ')}`);
  const zone = fc.constantFrom('UTC', 'Asia/Seoul', 'Asia/Kathmandu', 'America/Phoenix');
  const moment = fc.integer({
    min: Date.parse('2026-01-01Z') / MINUTE,
    max: Date.parse('2027-01-01Z') / MINUTE,
  });
  fc.assert(
    fc.property(expression, expression, zone, moment, (start, end, timeZone, minutes) => {
      const opens = createTask(start, () => {}, { timezone: timeZone });
      const closes = createTask(end, () => {}, { timezone: timeZone });
      const now = minutes * MINUTE;
      let expected: boolean | undefined;
      for (let back = 0; back < 3 * 1440 && expected === undefined; back++) {
        const then = new Date(now - back * MINUTE);
        if (opens.match(then)) expected = true;
        else if (closes.match(then)) expected = false;
      }
      void opens.destroy();
      void closes.destroy();
      if (expected === undefined) return;
      const active = new CronScheduleReader().active([schedule(start, end, timeZone)], now);
      expect(active.length > 0, `${start} | ${end} ${timeZone} ${new Date(now).toISOString()}`).toBe(
        expected,
      );
    }),
    { numRuns: 100 },
  );
});
