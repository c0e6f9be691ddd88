import { describe, expect, it } from 'vitest';
import { AutoscalerError } from '../../../src/core/errors.ts';
import { readTrace, recordedTrace } from '../../../src/simulation/trace.ts';

const HEADER = 'timestamp_seconds,value';

/** Forty minutes of 5, a row a minute, with some rows replaced (by line) or left out. */
function csv(changes: Readonly<Record<number, string | undefined>> = {}): string {
  const lines = [HEADER, ...Array.from({ length: 40 }, (_, i) => `${600 + i * 60},5`)];
  return lines
    .flatMap((line, index) => (index + 1 in changes ? (changes[index + 1] ?? []) : line))
    .join('\n');
}

function fault(text: string) {
  try {
    readTrace(text, 'load.csv');
  } catch (error) {
    if (error instanceof AutoscalerError) return error;
  }
  throw new Error('no fault');
}

it('reads even steps', () => {
  const trace = readTrace(`\uFEFF${csv({ 4: '720,7.5e1' }).replaceAll('\n', '\r\n')}\r\n`, 'load.csv');
  expect(trace).toMatchObject({ file: 'load.csv', startSeconds: 600, stepSeconds: 60, notices: [] });
  expect(trace.values).toHaveLength(40);
  expect(trace.values.slice(0, 4)).toEqual([5, 5, 75, 5]);
});

it('fills short gaps in evenly and says where', () => {
  const trace = readTrace(csv({ 5: undefined, 6: undefined, 7: '900,8' }), 'load.csv');
  expect(trace.values.slice(2, 6)).toEqual([5, 6, 7, 8]);
  expect(trace.notices).toEqual(['load.csv:5: 2 rows are missing before this one and filled in evenly']);
});

it('leaves out what is behind ten days, and faults of its steps', () => {
  const lines = [HEADER, ...Array.from({ length: 300 }, (_, hour) => `${hour * 3600},5`), '9000000,5'];
  const trace = readTrace(lines.join('\n'), 'load.csv');
  expect(trace.values).toHaveLength(240);
  expect(trace.notices).toEqual(['load.csv:242: from here on, after ten days, the trace is left out']);
});

it('tells of the first few gaps and counts the others', () => {
  const gaps = Object.fromEntries([3, 6, 9, 12, 15].map((line) => [line, undefined]));
  expect(readTrace(csv(gaps), 'load.csv').notices.at(-1)).toBe('load.csv: 2 more gaps were filled in evenly');
});

it('says so when the numbers look like a counter’s', () => {
  const counted = [HEADER, ...Array.from({ length: 40 }, (_, i) => `${600 + i * 60},${1000 + 7 * i}`)];
  const said =
    'load.csv:2: the load never falls from here on; if these are the readings of a counter, give its rate instead';
  expect(readTrace(counted.join('\n'), 'load.csv').notices).toEqual([said]);
  expect(readTrace([...counted.slice(0, -1), '2940,1000'].join('\n'), 'load.csv').notices).toEqual([]);
});

describe('what it refuses, with the line', () => {
  const longGap = Object.fromEntries([10, 11, 12, 13, 14, 15].map((line) => [line, undefined]));
  it.each([
    ['an empty file', '', 'load.csv:1', 'is empty'],
    ['a file without a header', csv({ 1: undefined }), 'load.csv:1', 'header is not'],
    ['another header', csv({ 1: 'time,value' }), 'load.csv:1', 'header is not'],
    ['a header alone', HEADER, 'load.csv:1', '0 rows'],
    ['too few rows', `${HEADER}\n0,1\n3600,2`, 'load.csv:3', '2 rows, too short'],
    ['too short a time', csv().split('\n').slice(0, 30).join('\n'), 'load.csv:30', 'too short'],
    ['a duplicate', csv({ 5: '720,9' }), 'load.csv:5', 'twice, first in load.csv:4'],
    ['unsorted rows', csv({ 5: '610,9' }), 'load.csv:5', 'goes back from 720 to 610'],
    ['a negative load', csv({ 7: '900,-1' }), 'load.csv:7', 'negative (-1)'],
    ['a value that is no number', csv({ 7: '900,n/a' }), 'load.csv:7', '"n/a" is not a number'],
    ['a missing value', csv({ 7: '900,' }), 'load.csv:7', '"" is not a number'],
    ['an infinite value', csv({ 7: '900,Infinity' }), 'load.csv:7', 'is not a number'],
    ['a date', csv({ 7: '2026-01-05,3' }), 'load.csv:7', 'not a time in Unix seconds'],
    ['milliseconds', csv({ 2: '1700000000000,3' }), 'load.csv:2', 'looks like milliseconds'],
    ['another number of columns', csv({ 7: '900,1,2' }), 'load.csv:7', '3 columns'],
    ['a long gap', csv(longGap), 'load.csv:10', '6 rows are missing'],
    ['an uneven step', csv({ 7: '917,3' }), 'load.csv:7', 'not on the trace’s step of 60 s'],
    [
      'days as steps',
      `${HEADER}\n${Array.from({ length: 30 }, (_, day) => `${day * 86_400},5`).join('\n')}`,
      'load.csv:2',
      'a step of 24 h',
    ],
    ['no load at all', csv().replaceAll(',5', ',0'), 'load.csv:2', 'load is 0 in every row'],
  ])('%s', (_, text, at, message) => {
    const error = fault(text);
    expect(error).toMatchObject({ code: 'E_CONFIG', at });
    expect(error.message).toContain(`${at}: `);
    expect(error.message).toContain(message);
    expect(error.fix).toMatch(/^\w.*\.$/);
  });
});

describe('what Prometheus recorded', () => {
  const START = Date.UTC(2026, 0, 5);
  const values = Array.from({ length: 40 }, (_, i) => ({ at: START + i * 60_000, value: 5 + (i % 30) }));
  const faultOf = (part: readonly { readonly at: number; readonly value: number }[]) => {
    try {
      recordedTrace(part, 60_000, 'http://prometheus:9090');
    } catch (error) {
      return error;
    }
    throw new Error('no fault');
  };

  it('is a trace', () => {
    const trace = recordedTrace(values, 60_000, 'http://prometheus:9090');
    expect(trace).toMatchObject({ startSeconds: START / 1000, stepSeconds: 60, notices: [] });
    expect(trace.values.slice(0, 3)).toEqual([5, 6, 7]);
  });

  it('tells of gaps by their time, and refuses long ones', () => {
    const short = recordedTrace(values.toSpliced(3, 2), 60_000, 'http://prometheus:9090');
    expect(short.values.slice(2, 6)).toEqual([7, 8, 9, 10]);
    expect(short.notices[0]).toBe(
      'http://prometheus:9090 at 2026-01-05T00:05:00Z: 2 rows are missing before this one and filled in evenly',
    );
    expect(faultOf(values.toSpliced(3, 9))).toMatchObject({
      code: 'E_CONFIG',
      at: 'http://prometheus:9090 at 2026-01-05T00:12:00Z',
    });
  });

  it('is refused when it is too short or negative', () => {
    expect(String(faultOf(values.slice(0, 9)))).toContain('too short for a verdict');
    expect(String(faultOf([...values, { at: START + 2_400_000, value: -1 }]))).toContain('negative (-1)');
  });
});
