import { describe, expect, it } from 'vitest';
import { backoff, backoffMs, LONGEST_BACKOFF_MS } from '../../../../src/core/evaluate/backoff.ts';
import { history, observation, SECOND, T0 } from '../../../support/builders.ts';
import { through } from '../../../support/stage-context.ts';

const failed = (count: number, secondsAgo = 0) => ({
  failures: { count, lastAt: T0 - secondsAgo * SECOND, message: 'E_IMAGE_GONE: the image web:2 is gone' },
});

describe('backoff', () => {
  it.each([
    [1, 10],
    [2, 20],
    [3, 40],
    [5, 160],
    [6, 300],
    [2000, 300],
  ])('after %d failures in a row waits %d s', (count, seconds) => {
    expect(backoffMs(failed(count).failures)).toBe(seconds * SECOND);
  });

  it('is never longer than the longest', () => {
    expect(LONGEST_BACKOFF_MS).toBe(300 * SECOND);
  });

  const wait =
    'BACKING_OFF: the last attempt failed (E_IMAGE_GONE: the image web:2 is gone), the next is in 8 s';
  it.each([
    ['up', 6, failed(1, 2), [4, wait]],
    ['down', 2, failed(1, 2), [4, wait]],
    ['level', 4, failed(1, 2), [4]],
    ['up, when the wait is over', 6, failed(1, 10), [6]],
    ['up, without a failure', 6, {}, [6]],
  ] as const)('%s', (_, wanted, past, expected) => {
    expect(through(backoff, wanted, { observation: observation(4), history: history(past) })).toEqual(
      expected,
    );
  });
});
