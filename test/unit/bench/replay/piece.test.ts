import { expect, it } from 'vitest';
import type { Trace } from '../../../../src/simulation/trace.ts';
import { evenLoad, piece } from '../../../bench/replay/piece.ts';

const trace = (values: readonly number[]): Trace => {
  return { file: 'load.csv', startSeconds: 0, stepSeconds: 3600, values, notices: [] };
};

it('is the day around the highest row, in so many seconds', () => {
  const values = Array.from({ length: 72 }, (_, hour) => (hour === 40 ? 9 : 1));
  const day = piece(trace(values), 240);
  expect(day.values).toHaveLength(24);
  expect([day.values.indexOf(9), day.stepSeconds]).toEqual([12, 10]);
});

it('is a whole day at the ends of the trace too', () => {
  const rising = Array.from({ length: 72 }, (_, hour) => hour);
  expect(piece(trace(rising), 240).values).toEqual(rising.slice(48));
  expect(piece(trace(rising.toReversed()), 240).values).toEqual(rising.toReversed().slice(0, 24));
});

it('is all of a trace that is shorter than a day', () => {
  expect(piece(trace([1, 2, 3]), 240)).toMatchObject({ values: [1, 2, 3], stepSeconds: 80 });
});

it('comes evenly, its highest row at the peak rate', () => {
  const { arrivals } = evenLoad(piece(trace([1, 4, 2, 0]), 8), 10);
  expect([...arrivals]).toEqual([2, 3, 10, 10, 5, 5, 0, 0]);
});

it('is averaged over a second where a row is shorter than that', () => {
  expect([...evenLoad(piece(trace([2, 4, 1, 3]), 2), 8).arrivals]).toEqual([6, 4]);
});
