import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readingOf } from '../../../../src/adapters/prometheus/translate.ts';

function vector(...values: readonly string[]) {
  return {
    status: 'success',
    data: { resultType: 'vector', result: values.map((value) => ({ metric: {}, value: [1.5, value] })) },
  };
}

describe('readingOf', () => {
  it.each([
    ['1', 1],
    ['0', 0],
    ['-2.5e-3', -0.0025],
    ['1e+06', 1_000_000],
  ])('reads one series: %s', (text, value) => {
    expect(readingOf(vector(text))).toEqual({ kind: 'number', value });
    const scalar = { status: 'success', data: { resultType: 'scalar', result: [1.5, text] } };
    expect(readingOf(scalar)).toEqual({ kind: 'number', value });
  });

  it('has a word of its own for no series', () => {
    expect(readingOf(vector())).toEqual({ kind: 'empty' });
  });

  it.each(['NaN', '+Inf', '-Inf'])('never makes a number of %s', (text) => {
    expect(readingOf(vector(text))).toEqual({ kind: 'not-a-number', text });
  });

  it.each<[string, unknown, string]>([
    [
      'several series',
      vector('1', '2', '3'),
      'the query gives 3 series, but one number is needed; wrap it in sum(…), avg(…) or max(…)',
    ],
    [
      'a range',
      { status: 'success', data: { resultType: 'matrix', result: [] } },
      'the query gives a range of values',
    ],
    [
      'a text',
      { status: 'success', data: { resultType: 'string', result: [1, 'x'] } },
      'the query gives a text',
    ],
    [
      'a native histogram',
      { status: 'success', data: { resultType: 'vector', result: [{ metric: {}, histogram: [1, {}] }] } },
      'the query gives a native histogram',
    ],
    [
      'incomplete data',
      { ...vector('1'), warnings: ['remote read: no answer'] },
      'the answer is incomplete: remote read: no answer',
    ],
  ])('refuses %s, saying what to do', (_, body, message) => {
    const reading = readingOf(body);
    expect(reading).toMatchObject({ kind: 'error', code: 'E_PROMETHEUS_QUERY' });
    expect(reading.kind === 'error' && reading.message).toContain(message);
  });

  it('lets warnings about style pass', () => {
    expect(readingOf({ ...vector('1'), warnings: ['PromQL warning: odd'] })).toEqual({
      kind: 'number',
      value: 1,
    });
  });

  it('takes nothing for a number that is none, whatever the body', () => {
    const body = fc.oneof(
      fc.anything(),
      fc.record({
        status: fc.constant('success'),
        data: fc.record({
          resultType: fc.constantFrom('vector', 'scalar', 'matrix', 'x'),
          result: fc.anything(),
        }),
      }),
      fc.anything().map((value) => ({
        status: 'success',
        data: { resultType: 'vector', result: [{ value: [1, value] }] },
      })),
    );
    fc.assert(
      fc.property(body, (any) => {
        const reading = readingOf(any);
        if (reading.kind === 'number') expect(Number.isFinite(reading.value)).toBe(true);
      }),
    );
  });
});
