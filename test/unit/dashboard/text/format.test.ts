import { expect, test } from 'vitest';
import { formatNumber, formatSpan } from '../../../../src/dashboard/text/format.ts';

test.each([
  [1234.6, '1,235'],
  [37.44, '37.4'],
  [0.1234, '0.12'],
  [3, '3'],
])('%d is %s', (value, text) => expect(formatNumber(value, 'en')).toBe(text));

test.each([
  [850, '0.9 sec'],
  [42_000, '42 sec'],
  [180_000, '3 min'],
  [5 * 3_600_000, '5 hr'],
  [3 * 86_400_000, '3 days'],
  [-5, '0 sec'],
])('%d ms are %s', (ms, text) => expect(formatSpan(ms, 'en')).toBe(text));

test('spans are in the language of the page', () => {
  expect(formatSpan(180_000, 'ko')).toBe('3분');
});
