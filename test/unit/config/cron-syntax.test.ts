import fc from 'fast-check';
import { validate } from 'node-cron';
import { describe, expect, it } from 'vitest';
import { cronFault, isTimeZone } from '../../../src/config/cron-syntax.ts';

describe('cronFault', () => {
  it.each([
    '0 8 * * 1-5',
    '*/15 8-18/2 1,15 jan-mar *',
    '0 0 * * sun,sat',
    '0 0 29 2 *',
    '5,10-20/3 0 * * MON-FRI',
    '0 0 31 1-2 *',
    '0 0 * * 7',
  ])('passes %s', (text) => {
    expect(cronFault(text)).toBeUndefined();
    expect(validate(text)).toBe(true);
  });

  it.each([
    ['', 'five fields'],
    ['0 8 * *', 'five fields'],
    ['0 0 8 * * *', 'five fields'],
    ['@daily', 'five fields'],
    ['60 8 * * *', '"60" is no minute (0–59)'],
    ['0 24 * * *', '"24" is no hour (0–23)'],
    ['0 8 0 * *', '"0" is no day of the month (1–31)'],
    ['0 8 * 13 *', '"13" is no month (1–12)'],
    ['0 8 * * 8', '"8" is no day of the week (0–7)'],
    ['0 8 * * fri-mon', '"fri-mon" is no day of the week'],
    ['5/10 8 * * *', '"5/10" is no minute'],
    ['*/0 8 * * *', '"*/0" is no minute'],
    ['1-2-3 8 * * *', '"1-2-3" is no minute'],
    ['0 8 L * *', '"L" is no day of the month'],
    ['0 8 1 * 1', 'not both'],
    ['0 8 31 2 *', 'no such month has such a day'],
    ['0 8 30,31 feb *', 'no such month has such a day'],
  ])('refuses %j', (text, fault) => {
    expect(cronFault(text)).toContain(fault);
  });

  it('passes nothing that the library refuses', () => {
    const number = fc.integer({ min: 0, max: 62 }).map(String);
    const word = fc.constantFrom('jan', 'dec', 'mon', 'SUN');
    const atom = fc.oneof(number, word, fc.constant('*'));
    const range = fc.tuple(atom, atom).map(([a, b]) => `${a}-${b}`);
    const part = fc.oneof(
      atom,
      range,
      fc.tuple(fc.oneof(atom, range), number).map(([a, n]) => `${a}/${n}`),
    );
    const field = fc.oneof(
      fc.constant('*'),
      fc.array(part, { minLength: 1, maxLength: 3 }).map((p) => p.join(',')),
    );
    const expression = fc.tuple(field, field, field, field, field).map((fields) => fields.join(' '));
    fc.assert(
      fc.property(expression, (text) => {
        if (cronFault(text) === undefined) expect(validate(text), text).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void cronFault(text)));
  });
});

describe('isTimeZone', () => {
  it.each(['UTC', 'Europe/Berlin', 'Asia/Seoul', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])(
    '%s',
    (zone) => {
      expect(isTimeZone(zone)).toBe(true);
    },
  );
  it.each(['', 'Mars/Phobos', '+02:00', 'Berlin', 'Europe/Berlin;'])('not %j', (zone) => {
    expect(isTimeZone(zone)).toBe(false);
  });
});
