import { expect, test } from 'vitest';
import { partsOf } from '../../demo/story.ts';
import { moment } from './fixtures.ts';

const script = {
  calmRate: 20,
  busyRate: 220,
  calmSeconds: 10,
  riseSeconds: 20,
  proveSeconds: 3,
  enough: 5,
  least: 2,
  patienceSeconds: 60,
};
const [calm, rising, busy, again] = partsOf(script);

test('the rate rises evenly from calm to busy', () => {
  expect(calm?.rate(5)).toBe(20);
  expect([0, 10, 20, 30].map((second) => rising?.rate(second))).toEqual([20, 120, 220, 220]);
  expect(busy?.rate(0)).toBe(220);
  expect(again?.rate(0)).toBe(20);
});

test('full load goes on until enough replicas have served for a while, or patience ends', () => {
  const five = [1, 2, 3].map((second) => moment(second, 5));
  expect(busy?.isOver(3, five)).toBe(true);
  expect(busy?.isOver(3, [...five, moment(4, 4)])).toBe(false);
  expect(busy?.isOver(3, five.slice(1))).toBe(false);
  expect(busy?.isOver(60, [])).toBe(true);
});

test('the end is calm: the least replicas, and no other number wanted', () => {
  const two = [1, 2, 3].map((second) => moment(second, 2));
  expect(again?.isOver(3, two)).toBe(true);
  const wanting = moment(4, 2, { replicas: { current: 2, ready: 2, wanted: 3 } });
  expect(again?.isOver(4, [...two, wanting])).toBe(false);
  expect(again?.isOver(4, [...two, moment(4, undefined)])).toBe(false);
});
