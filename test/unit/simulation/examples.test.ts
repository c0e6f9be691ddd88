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

it.each([
  ['classic-thresholds.yaml', 'api', 'daily', 8, { cost: 1.82, missPercent: 0, actionsPerHour: 0 }],
  ['zero-tuning.yaml', 'shop', 'daily', 15, { cost: 1.05, missPercent: 0.47, actionsPerHour: 2.25 }],
  ['zero-tuning.yaml', 'shop', 'wandering', 15, { cost: 1.17, missPercent: 0.67, actionsPerHour: 9.33 }],
  ['business-hours.yaml', 'office', 'office', 10, { cost: 1.17, missPercent: 0.13, actionsPerHour: 0.61 }],
  ['bursty-api.yaml', 'orders', 'wandering', 30, { cost: 1.58, missPercent: 0, actionsPerHour: 12.38 }],
  ['bursty-api.yaml', 'orders', 'crowds', 30, { cost: 1.71, missPercent: 2.02, actionsPerHour: 8.84 }],
  ['web-and-api.yaml', 'storefront', 'daily', 12, { cost: 1.06, missPercent: 0.1, actionsPerHour: 1.28 }],
  [
    'web-and-api.yaml',
    'storefront-api',
    'daily',
    12,
    { cost: 1.12, missPercent: 0.01, actionsPerHour: 0.85 },
  ],
])('%s, service %s, under %s', async (file, service, shape, peakReplicas, score) => {
  expect(await scored(file, service, shape, peakReplicas)).toEqual(score);
});
