import { expect, test } from 'vitest';
import { type LoadOptions, resolveOptions } from '../../../support/load/options.ts';

const good: LoadOptions = { url: 'http://127.0.0.1:8080/', mode: 'open', connections: 8, rate: 10 };

test.each([
  'http://127.0.0.2:80/',
  'http://localhost:8080/',
  'https://127.0.0.1/',
  'http://example.com/',
  'http://127.0.0.1.example.com/',
  'http://127.0.0.1@example.com/',
])('refuses the foreign target %s', (url) => {
  expect(() => resolveOptions({ ...good, url })).toThrow('must be http://127.0.0.1');
});

test.each([
  { connections: 0 },
  { connections: 10_000 },
  { rate: -1 },
  { rate: Number.NaN },
  { rate: 1e6 },
  { timeoutMs: 0 },
  { maxDurationMs: Number.POSITIVE_INFINITY },
  { maxRequests: 1e9 },
])('refuses %o', (bad) => {
  expect(() => resolveOptions({ ...good, ...bad })).toThrow(RangeError);
});

test('an open loop without a rate is refused, a closed one needs none', () => {
  const { rate: _, ...without } = good;
  expect(() => resolveOptions(without)).toThrow('needs a rate');
  expect(resolveOptions({ ...without, mode: 'closed' })).toMatchObject({
    method: 'GET',
    maxDurationMs: 120_000,
  });
});
