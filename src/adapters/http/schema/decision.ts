import { z } from 'zod';
import { count, serviceNames, time } from './scalars.ts';

const text = z.string();
const number = z.number();

/** Why a number came out as it did. */
export const reasonSchema = z
  .object({ code: text.describe('Stable; see docs/reference/reasons.md.'), message: text })
  .meta({ id: 'Reason', description: 'Why a number came out as it did.' });

/** What a metric source answered. */
export const sampleSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('value'), value: number, at: time }),
    z.object({ kind: z.literal('empty') }),
    z.object({ kind: z.literal('stale'), value: number, at: time }),
    z.object({ kind: z.literal('not-a-number'), text }),
    z.object({ kind: z.literal('error'), code: text, message: text }),
  ])
  .meta({ id: 'Sample', description: 'What a metric source answered; never a bare number.' });

/** What one metric asks for. */
export const recommendationSchema = z
  .object({
    metric: text,
    sample: sampleSchema,
    replicas: count.nullable().describe('What it asks for; null when it has no say.'),
    reason: reasonSchema,
  })
  .meta({ id: 'Recommendation', description: 'What one metric asks for.' });

const outcome = {
  action: z.enum(['scale-up', 'scale-down', 'hold']),
  from: count,
  to: count,
  sentence: text.describe('The decision in one sentence.'),
  reasons: z.array(reasonSchema).describe('In the order of the stages that gave them.'),
};

const decided = {
  ...outcome,
  shadow: z
    .object(outcome)
    .nullable()
    .describe('What the shadow policy would have done from the same count; null without one.'),
};

/** The last decision of a service. */
export const lastDecisionSchema = z
  .object({ ...decided, at: time, since: time.describe('Since when the same has been decided.') })
  .meta({ id: 'LastDecision', description: 'The last decision of a service.' });

/** A decision as the journal keeps it. */
export const decisionSchema = z
  .object({
    id: z.int(),
    ...serviceNames,
    at: time,
    lastAt: time.describe('The last time the same was decided again.'),
    ticks: z.int().describe('How many ticks decided it.'),
    ...decided,
    recommendations: z.array(recommendationSchema),
  })
  .meta({ id: 'Decision', description: 'A decision as the journal keeps it; equal holds in a row are one.' });
