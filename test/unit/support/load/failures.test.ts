import { expect, test } from 'vitest';
import { classify, RequestTimeout } from '../../../support/load/failures.ts';

const coded = (code: string) => Object.assign(new Error(code), { code });

test.each([
  ['ECONNREFUSED', false, 'refused'],
  ['ECONNRESET', false, 'reset'],
  ['ECONNRESET', true, 'cut'],
  ['EPIPE', false, 'reset'],
  ['HPE_INVALID_CONSTANT', false, 'malformed'],
  ['HPE_INVALID_EOF_STATE', true, 'cut'],
  ['EADDRNOTAVAIL', false, 'client'],
  ['EWHATEVER', false, 'other'],
] as const)('%s (answer begun: %s) is %s', (code, hasAnswer, kind) => {
  expect(classify(coded(code), hasAnswer)).toBe(kind);
});

test('the deadline of our own is a timeout', () => {
  expect(classify(new RequestTimeout('late'), true)).toBe('timeout');
});
