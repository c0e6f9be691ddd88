import { describe, expect, it } from 'vitest';
import { exponential, normal, poisson, type Random, seededRandom } from '../../../src/simulation/random.ts';

const COUNT = 20_000;

function moments(draw: (random: Random) => number) {
  const random = seededRandom(7);
  const values = Array.from({ length: COUNT }, () => draw(random));
  const mean = values.reduce((sum, value) => sum + value, 0) / COUNT;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / COUNT;
  return { mean, variance };
}

it('the same seed gives the same numbers, another seed others', () => {
  const draw = (seed: number) => Array.from({ length: 5 }, seededRandom(seed));
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
  expect(draw(1).every((value) => value >= 0 && value < 1)).toBe(true);
});

describe.each([0, 0.3, 8, 59, 60, 7600])('a Poisson count of mean %d', (mean) => {
  it('has that mean and variance, and is a whole number', () => {
    const found = moments((random) => poisson(mean, random));
    expect(Math.abs(found.mean - mean)).toBeLessThanOrEqual(0.03 * mean);
    expect(Math.abs(found.variance - mean)).toBeLessThanOrEqual(0.05 * mean);
    expect(Number.isInteger(poisson(mean, seededRandom(3)))).toBe(true);
  });
});

it('normal and exponential numbers have their moments', () => {
  const gauss = moments(normal);
  expect(gauss.mean).toBeCloseTo(0, 1);
  expect(gauss.variance).toBeCloseTo(1, 1);
  const waiting = moments((random) => exponential(2, random));
  expect(waiting.mean).toBeCloseTo(2, 1);
  expect(waiting.variance / 4).toBeCloseTo(1, 1);
});
