import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { CronScheduleReader } from '../../../src/adapters/schedule/schedule-reader.ts';
import { choosePolicy } from '../../../src/config/policy-choice.ts';
import { REFERENCE_PLANT } from '../../../src/simulation/plant-options.ts';
import { PolicyAutoscaler } from '../../../src/simulation/policy-autoscaler.ts';
import { simulate } from '../../../src/simulation/simulate.ts';
import { readTrace } from '../../../src/simulation/trace.ts';
import { SHAPES } from '../../support/simulation/shapes.ts';

const DAYS = 4;

/** What an example costs and misses under a load whose peak needs so many replicas. */
async function scored(file: string, service: string, shape: string, peakReplicas: number) {
  const policy = await choosePolicy(`scaling-policies/examples/${file}`, service);
  const plant = { ...REFERENCE_PLANT, peakReplicas };
  const trace = readTrace(SHAPES[shape]?.(DAYS) ?? '', shape);
  const own = new PolicyAutoscaler(policy, new Map(), new CronScheduleReader(), plant);
  const [result] = simulate(trace, plant, [own]).results;
  if (result === undefined) throw new Error('nothing was simulated');
  const { costRatio, overSloRequestsPercent, actions } = result.scores;
  const hours = DAYS * 24 * 0.7;
  const round = (value: number) => Math.round(100 * value) / 100;
  return {
    cost: round(costRatio),
    missPercent: round(overSloRequestsPercent),
    actionsPerHour: round(actions / hours),
  };
}

const CASES = [
  ['classic-thresholds.yaml', 'api', 'daily', 8],
  ['zero-tuning.yaml', 'shop', 'daily', 15],
  ['zero-tuning.yaml', 'shop', 'wandering', 15],
  ['business-hours.yaml', 'office', 'office', 10],
  ['bursty-api.yaml', 'orders', 'wandering', 30],
  ['bursty-api.yaml', 'orders', 'crowds', 30],
  ['web-and-api.yaml', 'storefront', 'daily', 12],
  ['web-and-api.yaml', 'storefront-api', 'daily', 12],
] as const;

// `npm run scores` writes down the scores as they are now, for you to look through.
it.each(CASES)('%s, service %s, under %s', async (file, service, shape, peakReplicas) => {
  expect(await scored(file, service, shape, peakReplicas)).toMatchSnapshot();
});

it('every example is scored', async () => {
  const files = await readdir('scaling-policies/examples');
  expect([...new Set(CASES.map(([file]) => file))].toSorted()).toEqual(files.toSorted());
});
