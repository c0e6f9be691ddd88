import { expect, it } from 'vitest';
import { sharesByHeader } from '../../../../src/cli/verify/replica-header.ts';
import { surveyedReplica } from '../../../support/survey.ts';

const REPLICAS = [surveyedReplica('web', 1), surveyedReplica('web', 2)];
const answers = (...values: readonly string[]) =>
  values.map((value) => ({ headers: { 'x-served-by': value } }));
const requestsOf = (...values: readonly string[]) => {
  const counted = sharesByHeader(REPLICAS, answers(...values), 'X-Served-By');
  return 'why' in counted ? counted.why : counted.shares.map(({ requests }) => requests);
};

it.each([
  ['names', ['shop-web-2', 'shop-web-1', 'shop-web-2'], [1, 2]],
  ['short ids', ['web200000000', 'web200000000'], [0, 2]],
  ['values of the app’s own', ['a', 'b', 'a'], [2, 1]],
  ['a name and a value', ['shop-web-2', 'other'], [1, 1]],
])('by %s', (_, values, expected) => {
  expect(requestsOf(...values)).toEqual(expected);
});

it('cannot count what does not tell replicas apart', () => {
  expect(requestsOf('a', 'b', 'c')).toContain('3 values for 2 replicas');
  expect(requestsOf('')).toContain('no answer has the header X-Served-By');
});
