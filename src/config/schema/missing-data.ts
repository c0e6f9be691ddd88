import { z } from 'zod';
import { replicas } from './scalars.ts';

const ACTIONS = ['hold', 'floor', 'up'] as const;
const action = z.enum(ACTIONS);

const rule = z.union(
  [
    action,
    z.strictObject({
      whenUp: action.optional().describe('While another metric asks for more. Default hold.'),
      otherwise: action.optional().describe('In every other case. Default hold.'),
    }),
  ],
  { error: 'must be hold, floor or up, or a mapping with whenUp and otherwise' },
);

/** What to do without a value, for all kinds of missing sample or for each. */
export const missingDataSchema = z.union(
  [
    action,
    z.strictObject({
      empty: rule.optional().describe('The source answered, but has no such number.'),
      stale: rule.optional().describe('The newest number is older than maxAge.'),
      notANumber: rule.optional().describe('The answer was NaN or infinite.'),
      error: rule.optional().describe('The source could not be read.'),
      floor: replicas(1)
        .optional()
        .describe('Replicas that `floor` goes up to: enough to carry the load blind. Default min.'),
    }),
  ],
  { error: 'must be hold, floor or up, or a mapping with empty, stale, notANumber, error and floor' },
);

/** The missing-data rule as read. */
export type MissingDataInput = z.output<typeof missingDataSchema>;
/** One kind's rule as read. */
export type MissingRuleInput = z.output<typeof rule>;
