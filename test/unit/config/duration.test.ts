import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationText, MAX_DURATION_MS, parseDuration } from '../../../src/config/duration.ts';

describe('parseDuration', () => {
  it.each([
    ['0s', 0],
    ['500ms', 500],
    ['30s', 30_000],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['1m30s', 90_000],
    ['1d', 86_400_000],
    ['7d', MAX_DURATION_MS],
    ['1m500ms', 60_500],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '30', 's', '1 h', '1.5h', '-1s', '30s5m', '1H', '5 m', '8d', '1s1s', '99999999999d', '１s'])(
    'refuses %j',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it('reads back what durationText writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_DURATION_MS }), (ms) => {
        expect(parseDuration(durationText(ms))).toBe(ms);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const ms = parseDuration(text);
        expect(ms === undefined || (ms >= 0 && ms <= MAX_DURATION_MS)).toBe(true);
      }),
    );
  });
});
