import { z } from 'zod';
import { cronFault, isTimeZone } from '../cron-syntax.ts';
import { ITEM_NAME, PROJECT_NAME, SERVICE_NAME } from '../names.ts';
import { balancerSchema } from './balancer.ts';
import { burstSchema } from './burst.ts';
import { metricsSchema } from './metric.ts';
import { missingDataSchema } from './missing-data.ts';
import { duration, matching, percent, price, replicas, step, text, whole } from './scalars.ts';

const cron = text('must be a cron expression of five fields').superRefine((value, context) => {
  const fault = cronFault(value);
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
});

const ZONE = 'must be an IANA time zone such as Europe/Berlin or UTC';
const timeZone = text(ZONE).refine(isTimeZone, { error: ZONE });

const perDirection = z.union(
  [
    duration(),
    z.strictObject({
      up: duration().optional().describe('Before the next step up.'),
      down: duration().optional().describe('Before the next step down.'),
    }),
  ],
  { error: 'must be a duration such as 30s, or a mapping with up and down' },
);

const rateLimits = z.array(
  z.strictObject({
    step: step.describe('The most that may change, in replicas or percent.'),
    per: duration(1000).describe('Within this time.'),
  }),
);

const DRIFT = ['adopt', 'restore', 'hold'] as const;
const drift = z.union(
  [
    z.enum(DRIFT),
    z.strictObject({
      increased: z.enum(DRIFT).optional().describe('Someone else added replicas. Default adopt.'),
      decreased: z.enum(DRIFT).optional().describe('Replicas went away. Default restore.'),
    }),
  ],
  { error: 'must be adopt, restore or hold, or a mapping with increased and decreased' },
);

const schedule = z.strictObject({
  start: cron.describe('Cron expression: when the window opens.'),
  end: cron.describe('Cron expression: when the window closes.'),
  timeZone: timeZone.optional().describe('IANA time zone of both. Default UTC.'),
  min: replicas(1).optional().describe('No fewer replicas in the window.'),
  max: replicas(1).optional().describe('No more replicas in the window.'),
});

const reserve = z.union(
  [
    percent(0, 100),
    z.strictObject({
      cpu: percent(0, 100).optional().describe('Share of the host’s CPU. Default 0%.'),
      memory: percent(0, 100).optional().describe('Share of the host’s memory. Default 0%.'),
    }),
  ],
  { error: 'must be a percentage such as 10%, or a mapping with cpu and memory' },
);

const forecast = z.union(
  [
    z.boolean(),
    z.enum(['on', 'off']),
    z.strictObject({
      metric: text('must be the name of a metric')
        .optional()
        .describe('Which metric it is of. Default: the first one with a target.'),
      shortage: percent(0.1, 50)
        .optional()
        .describe('The share of the load that may meet replicas over the target. Default 0.65%.'),
    }),
  ],
  { error: 'must be on or off, or a mapping with metric and shortage' },
);

/** The scaling part of a policy: what a file's document and a service's labels share. */
export const policyBody = {
  min: replicas(1).optional().describe('The fewest replicas. Default 1.'),
  max: replicas(1).describe('The most replicas.'),
  balancer: balancerSchema.optional().describe('What carries the requests. Default none.'),
  metrics: metricsSchema
    .optional()
    .describe(
      'What to scale by. Default, without schedules: docker.cpu at a target of 75 %, requests that it tells the target of, and a forecast.',
    ),
  forecast: forecast
    .optional()
    .describe(
      'Lifts the floor ahead of the load. Default: on without metrics, off with metrics of your own.',
    ),
  burst: burstSchema
    .optional()
    .describe(
      'Scales up without waiting, and not down, while the load is a multiple of the target. Default off.',
    ),
  responseTime: z
    .union([z.literal('off'), duration(1)], { error: 'must be off, or a duration such as 250ms' })
    .optional()
    .describe(
      'What 95 % of the requests are to be answered within. As long as they are, CPU may go over its target. Default, without metrics: 250ms; off with metrics of your own.',
    ),
  cooldown: perDirection
    .optional()
    .describe('Wait after a scaling. Default up 15s, down 1m; with a forecast 0s.'),
  stabilization: perDirection
    .optional()
    .describe(
      'How far back to look for a more careful recommendation. Default up 0s, down 5m; with a forecast 0s.',
    ),
  rateLimit: z
    .strictObject({
      up: rateLimits.optional().describe('Limits on the way up. All hold.'),
      down: rateLimits.optional().describe('Limits on the way down. All hold.'),
    })
    .optional()
    .describe('How much may change within a time. Default: no limit.'),
  actionsPerHour: whole('a whole number of scalings', 1, 1000)
    .optional()
    .describe('After so many scalings within an hour, scale-downs wait. Default: no limit.'),
  missingData: missingDataSchema.optional().describe('What to do without a value. Default hold.'),
  schedules: z
    .record(
      matching(ITEM_NAME, 'must be a name of letters, digits, _ and -, beginning with a letter'),
      schedule,
    )
    .optional()
    .describe('Windows of time with bounds of their own.'),
  hostReserve: reserve.optional().describe('Share of the host kept free. Default: no check.'),
  costPerReplicaHour: price()
    .optional()
    .describe(
      'What a running replica costs an hour. Shown, never decided by. Default: replica-hours are shown.',
    ),
  drift: drift.optional().describe('What to do when someone else changed the count.'),
  drain: z
    .strictObject({ timeout: duration().optional().describe('The longest wait. Default 30s.') })
    .optional()
    .describe('Waiting for a leaving replica’s requests to end.'),
  readyTimeout: duration(1000).optional().describe('How long a new replica may take. Default 1m.'),
  settle: duration().optional().describe('Without a health check: how long it must stay up. Default 2s.'),
  victim: z
    .enum(['newest', 'least-loaded'])
    .optional()
    .describe('Which replica leaves first. Default newest.'),
};

/** One document of a policy file: one service's policy. */
export const policySchema = z.strictObject({
  service: matching(
    SERVICE_NAME,
    'must be a Compose service name of letters, digits, ".", "_" and "-"',
  ).describe('The Compose service to scale.'),
  project: matching(PROJECT_NAME, 'must be a Compose project name of lower-case letters, digits, "_" and "-"')
    .optional()
    .describe(
      'Its Compose project. Default: the project the autoscaler runs in, else the only one, that has such a service.',
    ),
  shadow: z
    .boolean()
    .optional()
    .describe('Whether it only shows what it would do beside the policy in force of the same service.'),
  ...policyBody,
});

/** A policy document as read: durations in milliseconds, percentages as numbers, nothing defaulted. */
export type PolicyInput = z.output<typeof policySchema>;
