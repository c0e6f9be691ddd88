import { describe, expect, it } from 'vitest';
import { missingData } from '../../../../src/core/evaluate/missing-data.ts';
import { MISSING, metric, observation, policy, requests } from '../../../support/builders.ts';
import { through } from '../../../support/stage-context.ts';

const TWO = policy({ metrics: [metric(), requests()] });

describe.each(Object.values(MISSING))('with a sample that is $kind', (missing) => {
  const seen = { policy: TWO, observation: observation(4, { cpu: 10, requests: missing }) };

  it('nothing goes down', () => {
    expect(through(missingData, 3, seen)).toEqual([4, 'MISSING_DATA_HOLD: missing data never scales down']);
  });

  it('up and level pass', () => {
    expect(through(missingData, 4, seen)).toEqual([4]);
    expect(through(missingData, 6, seen)).toEqual([6]);
  });
});

it('lets everything pass when each metric has a value', () => {
  const seen = { policy: TWO, observation: observation(4, { cpu: 10, requests: 10 }) };
  expect(through(missingData, 3, seen)).toEqual([3]);
});
