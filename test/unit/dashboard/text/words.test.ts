import { expect, test } from 'vitest';
import { ENGLISH } from '../../../../src/dashboard/text/english.ts';
import { KOREAN } from '../../../../src/dashboard/text/korean.ts';

const HANGUL = /\p{Script=Hangul}/u;
const plain = Object.entries(KOREAN).filter(([key, text]) => key !== 'locale' && typeof text === 'string');

test.each(plain)('%s is Korean in Korean', (_key, text) => expect(text).toMatch(HANGUL));

test('both languages have words for the same things', () => {
  expect(Object.keys(KOREAN)).toEqual(Object.keys(ENGLISH));
});
