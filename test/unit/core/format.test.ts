import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatDuration,
  formatLimit,
  formatNumber,
  formatReplicas,
  formatValue,
  formatValueBeside,
} from '../../../src/core/format.ts';

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [4, '4'],
    [82.04, '82'],
    [0.123456, '0.123'],
    [0.5, '0.5'],
    [99.96, '100'],
    [100.4, '100'],
    [123_456, '123456'],
    [1e20, '100000000000000000000'],
    [1e-7, '0.0000001'],
    [-2.5, '-2.5'],
    [-1e-200, '0'],
  ])('writes %d as %s', (value, text) => expect(formatNumber(value)).toBe(text));

  it('never writes an exponent or trailing zeros, and stays within half a percent', () => {
    const double = fc.double({ min: -1e20, max: 1e20, noNaN: true }).filter((v) => Math.abs(v) > 1e-90);
    fc.assert(
      fc.property(double, (value) => {
        const text = formatNumber(value);
        expect(text).toMatch(/^-?\d+(\.\d*[1-9])?$/);
        expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(Math.abs(value) * 0.0051);
      }),
    );
  });
});

describe('values', () => {
  it.each([
    [82, '%', '82 %'],
    [120.4, ' req/s', '120 req/s'],
    [4, '', '4'],
  ])('%d with unit %j is %s', (value, unit, text) => expect(formatValue(value, unit)).toBe(text));

  it('writes a configured number in full', () => expect(formatLimit(70.125, '%')).toBe('70.125 %'));

  it.each([
    [82, 70, '82 %'],
    [70.04, 70, '70.04 %'],
    [69.996, 70, '69.996 %'],
    [100.4, 100.3, '100.4 %'],
    [70, 70, '70 %'],
  ])('%d beside %d is %s', (value, limit, text) => expect(formatValueBeside(value, limit, '%')).toBe(text));

  it('always shows on which side of the limit a value is', () => {
    const number = fc.double({ min: 0.001, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(number, number, (value, limit) => {
        const shown = Number(formatValueBeside(value, limit, ''));
        if (Math.abs(value - limit) > 1e-9 * limit)
          expect(Math.sign(shown - limit)).toBe(Math.sign(value - limit));
      }),
    );
  });
});

describe('formatDuration', () => {
  it.each([
    [-5, '0 ms'],
    [800, '800 ms'],
    [999.6, '1 s'],
    [12_000, '12 s'],
    [59_700, '1 min'],
    [90_000, '1 min 30 s'],
    [120_000, '2 min'],
    [3_599_900, '1 h'],
    [7_500_000, '2 h 5 min'],
  ])('%d ms is %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
});

it('counts replicas', () => {
  expect([0, 1, 2].map(formatReplicas)).toEqual(['0 replicas', '1 replica', '2 replicas']);
});
