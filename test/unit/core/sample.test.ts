import { expect, it } from 'vitest';
import { sampleOf } from '../../../src/core/sample.ts';
import { T0 } from '../../support/builders.ts';

it.each([
  [82, T0, { kind: 'value', value: 82, at: T0 }],
  [0, T0, { kind: 'value', value: 0, at: T0 }],
  [82, T0 - 1000, { kind: 'value', value: 82, at: T0 - 1000 }],
  [82, T0 - 1001, { kind: 'stale', value: 82, at: T0 - 1001 }],
  [Number.NaN, T0, { kind: 'not-a-number', text: 'NaN' }],
  [Number.POSITIVE_INFINITY, T0, { kind: 'not-a-number', text: 'Infinity' }],
  [Number.NaN, T0 - 5000, { kind: 'not-a-number', text: 'NaN' }],
])('%d measured at %d', (value, at, expected) => {
  expect(sampleOf(value, at, T0, 1000)).toEqual(expected);
});
