import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../../src/core/errors.ts';
import { entriesOf, readReference, readSources, wordsOf } from './reference.ts';

const entries = entriesOf(readReference('errors.md'));

describe('docs/reference/errors.md', () => {
  it('has every error code once, and none that there is not', () => {
    expect(entries.map(({ code }) => code).sort()).toEqual(Object.keys(ERRORS).sort());
  });

  it.each(Object.entries(ERRORS))('has the exit code and summary of %s', (code, { exit, summary }) => {
    expect(entries.find((entry) => entry.code === code)?.lead).toBe(`Exit ${exit} · ${summary}`);
  });

  it.each(entries)('tells more of $code than its summary, and what to do', ({ meaning, advice }) => {
    expect(wordsOf(meaning).length).toBeGreaterThan(60);
    expect(wordsOf(advice).length).toBeGreaterThan(40);
  });

  it('lists no code that the product never uses', () => {
    const source = readSources();
    const unused = Object.keys(ERRORS).filter((code) => !source.includes(`'${code}'`));
    expect(unused).toEqual([]);
  });
});
