import fc from 'fast-check';
import { expect, it } from 'vitest';
import { promqlFault } from '../../../src/config/promql-syntax.ts';

it.each([
  'up',
  'sum(rate(haproxy_backend_http_requests_total{proxy="{{service}}"}[30s]))',
  'sum(x{a="(", b=\'}\', c=`"[`}) # ) in a comment',
  'x{a="\\""}',
  'max_over_time(x{p="{{ project }}"}[5m:30s])',
])('finds nothing wrong with %s', (query) => {
  expect(promqlFault(query)).toBeUndefined();
});

it.each([
  ['', 'is empty'],
  ['  \n', 'is empty'],
  ['sum(x', 'a ")" is missing'],
  ['sum(x{a="b")', 'a ")" closes nothing'],
  ['sum(x))', 'a ")" closes nothing'],
  ['x{a="b}', 'a " is never closed'],
  ['x{a="b\\"}', 'a " is never closed'],
  ['x[5m', 'a "]" is missing'],
  ['x{a="{{servise}}"}', 'unknown placeholder {{servise}}'],
])('refuses %j', (query, fault) => {
  expect(promqlFault(query)).toContain(fault);
});

it('never throws', () => {
  fc.assert(fc.property(fc.string(), (query) => void promqlFault(query)));
  const pieces = fc.array(
    fc.constantFrom('(', ')', '{', '}', '[', ']', '"', "'", '`', '\\', '#', '\n', 'x', '{{service}}'),
  );
  fc.assert(fc.property(pieces, (all) => void promqlFault(all.join(''))));
});
