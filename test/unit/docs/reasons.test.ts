import { describe, expect, it } from 'vitest';
import { REASONS } from '../../../src/core/reasons.ts';
import { entriesOf, readReference, readSources, wordsOf } from './reference.ts';

const entries = entriesOf(readReference('reasons.md'));
const TITLES = { signal: 'Signal', limit: 'Limit' } as const;

describe('docs/reference/reasons.md', () => {
  it('has every reason code once, and none that there is not', () => {
    expect(entries.map(({ code }) => code).sort()).toEqual(Object.keys(REASONS).sort());
  });

  it.each(Object.entries(REASONS))('has the role and summary of %s', (code, { role, summary }) => {
    expect(entries.find((entry) => entry.code === code)?.lead).toBe(`${TITLES[role]} · ${summary}`);
  });

  it.each(entries)('tells what to do about $code', ({ advice }) => {
    expect(wordsOf(advice).length).toBeGreaterThan(25);
  });

  it('lists no code that the product never gives', () => {
    const source = readSources();
    const unused = Object.keys(REASONS).filter((code) => !source.includes(`'${code}'`));
    expect(unused).toEqual([]);
  });
});
