import { expect, test } from 'vitest';
import { choosePolicy } from '../../../src/config/policy-choice.ts';
import { SCRIPT } from '../../demo/script.ts';
import { tellSimulated } from '../../demo/simulated-story.ts';
import { judge } from '../../demo/verdict.ts';

const policy = await choosePolicy('scaling-policies/web.yaml', 'web');
const told = [...tellSimulated(SCRIPT, policy)];
const moments = told.map(({ moment }) => moment);

test('the simulated service grows under load and shrinks back without a failed request', () => {
  const sent = moments.reduce((sum, { requests }) => sum + requests, 0);
  const failed = moments.reduce((sum, moment) => sum + moment.failed, 0);
  const claims = judge(SCRIPT, moments, { sent, ok: sent - failed, failed, unsent: 0 });
  expect(claims.filter(({ holds }) => !holds)).toEqual([]);
});

test('each change of the count follows a decision of the policy', () => {
  const wanted = told.flatMap(({ decision }) =>
    decision === undefined || decision.action === 'hold' ? [] : decision.to,
  );
  const counts = moments.map(({ replicas }) => replicas?.current);
  expect(counts.filter((count, i) => i > 0 && count !== counts[i - 1])).toEqual(wanted);
});

test('it tells the same story each time', () => {
  expect([...tellSimulated(SCRIPT, policy)]).toEqual(told);
});
