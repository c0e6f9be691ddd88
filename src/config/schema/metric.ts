import { z } from 'zod';
import { ITEM_NAME } from '../names.ts';
import { promqlFault } from '../promql-syntax.ts';
import { duration, matching, percent, step, text } from './scalars.ts';

/** The names of the built-in sources. */
export const SOURCES = [
  'docker.cpu',
  'docker.memory',
  'balancer.requests-per-second',
  'balancer.response-time',
  'balancer.in-flight',
  'balancer.queue',
] as const;

const query = text('must be a PromQL query').superRefine((value, context) => {
  const fault = promqlFault(value);
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
});

const limit = z.number({ error: 'must be a number' });
const held = {
  for: duration().optional().describe('How long the value must stay past the threshold. Default 0s.'),
  step: step.optional().describe('Replicas, or percent of the current count, per step. Default 1.'),
};

const size = step.describe('Replicas, or percent of the current count.');
const STEPS = 'Other steps further past the threshold: the farthest one that the value is past counts.';

const scaleUp = z.strictObject({
  above: limit.describe('The value above which to scale up.'),
  ...held,
  steps: z
    .array(z.strictObject({ above: limit.describe('From which value on.'), step: size }))
    .max(20)
    .optional()
    .describe(STEPS),
});

const scaleDown = z.strictObject({
  below: limit.describe('The value below which to scale down.'),
  ...held,
  steps: z
    .array(z.strictObject({ below: limit.describe('From which value down.'), step: size }))
    .max(20)
    .optional()
    .describe(STEPS),
});

const TARGET = 'must be a number above 0, or auto';

/** One metric of a policy file. Which keys belong together is checked by `rules/metric.ts`. */
export const metricSchema = z.strictObject({
  source: z.enum(SOURCES).optional().describe('A built-in source. Give this or `prometheus`.'),
  prometheus: query
    .optional()
    .describe(
      'An instant PromQL query; {{project}}, {{service}} and {{window}} are filled in. Give this or `source`.',
    ),
  window: duration(1000)
    .optional()
    .describe('What {{window}} in the query stands for: over which time it measures. Default 1m.'),
  aggregate: z
    .enum(['total', 'average'])
    .optional()
    .describe('Whether the value is a sum over the service or already per replica.'),
  unit: text('must be text').optional().describe('Shown behind values.'),
  maxAge: duration(1).optional().describe('An older sample is stale. Default 90s.'),
  target: z
    .union([z.literal('auto'), z.number().positive({ error: TARGET })], { error: TARGET })
    .optional()
    .describe(
      'The value per replica to aim for; auto learns what a replica has of this total when another metric is at its target. Give this or `scaleUp`/`scaleDown`.',
    ),
  tolerance: percent(0, 100).optional().describe('How far off the target is close enough. Default 10%.'),
  scaleUp: scaleUp.optional().describe('The threshold above which to add replicas.'),
  scaleDown: scaleDown.optional().describe('The threshold below which to remove replicas.'),
});

/** Metrics by name. */
export const metricsSchema = z.record(
  matching(ITEM_NAME, 'must be a name of letters, digits, _ and -, beginning with a letter'),
  metricSchema,
);

/** A metric as read. */
export type MetricInput = z.output<typeof metricSchema>;
/** What the two thresholds have in common, as read. */
export type ThresholdInput = Pick<z.output<typeof scaleUp>, 'for' | 'step'>;
