import { expect, test } from 'vitest';
import { lostOf, readLedgers, together } from '../../../bench/loss/count.ts';

test('counts of several runs add up, failures by kind', () => {
  const all = together([
    { sent: 10, failures: { reset: 1 } },
    { sent: 5, failures: {} },
    { sent: 7, failures: { reset: 2, 'status-502': 3 } },
  ]);
  expect(all).toEqual({ sent: 22, failures: { reset: 3, 'status-502': 3 } });
  expect(lostOf(all)).toBe(6);
});

test('a POST that two replicas executed is found, however often each wrote it', () => {
  expect(readLedgers(['a 1\na 2\n', 'a 2\na 3\n', ''])).toEqual({ doubled: 1, executed: 3 });
  expect(readLedgers(['a 1\na 1\na 1\n'])).toEqual({ doubled: 1, executed: 1 });
});
