import { z } from 'zod';
import { duration, percent, text } from './scalars.ts';

/** A policy's burst: on, off, or with its numbers. */
export const burstSchema = z.union(
  [
    z.boolean(),
    z.enum(['on', 'off']),
    z.strictObject({
      metric: text('must be the name of a metric')
        .optional()
        .describe('Which metric shows it. Default: the first with a learned target, else with a target.'),
      threshold: percent(110, 1000)
        .optional()
        .describe('From which multiple of its target on it is a burst. Default 200%.'),
      window: duration(1000).optional().describe('Over which time the metric is measured. Default 15s.'),
      lasts: duration(1000).optional().describe('How long it lasts after it was last seen. Default 1m.'),
    }),
  ],
  { error: 'must be on or off, or a mapping with metric, threshold, window and lasts' },
);
