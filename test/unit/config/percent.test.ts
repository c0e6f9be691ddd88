import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parsePercent } from '../../../src/config/percent.ts';

it.each([
  ['10%', 10],
  ['2.5 %', 2.5],
  ['0%', 0],
])('reads %s', (text, number) => {
  expect(parsePercent(text)).toBe(number);
});

it.each(['', '10', '%', '-1%', '1e2%', '10 %%', '.5%', '10  %'])('refuses %j', (text) => {
  expect(parsePercent(text)).toBeUndefined();
});

it('reads every whole number with a sign behind it', () => {
  fc.assert(fc.property(fc.nat(), (n) => parsePercent(`${n}%`) === n));
});
