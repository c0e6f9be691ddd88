import { z } from 'zod';

const text = z.string();
const count = z.number();
/** ISO 8601, UTC. */
const time = z.string();
const span = { since: time, by: text };
const bounds = { min: count, max: count };

/** The last while in even steps, oldest first; null where nothing was measured. */
const trend = z.object({ stepSeconds: count, values: z.array(count.nullable()).readonly() });

const metric = z.object({
  name: text,
  unit: text,
  /** Null when it has no value; `missing` then says why. */
  value: count.nullable(),
  missing: text.nullable(),
  /** Whether the value is of the whole service or already per replica. */
  aggregate: z.enum(['total', 'average']),
  /** Thresholds are of the value as it comes, a target is per replica. */
  rule: z.object({ above: count.nullable(), below: count.nullable(), target: count.nullable() }),
  /** Replicas that it asks for. */
  asks: count.nullable(),
  trend,
});

const member = z.object({
  number: count,
  state: z.enum(['created', 'starting', 'ready', 'unhealthy', 'exited', 'removing']),
  balancer: z.enum(['active', 'draining', 'down']).nullable(),
  inFlight: count.nullable(),
});

/** What ran, where the record of it begins, and how much of the time a controller watched. */
const usage = z.object({
  from: time.nullable(),
  replicaHours: count,
  watchedHours: count,
  cost: z.object({ amount: count, currency: text }).nullable(),
});

const service = z.object({
  project: text,
  service: text,
  replicas: z.object({ current: count, ready: count, ...bounds }),
  desired: count,
  bounds: z.object({ minBy: text.nullable(), maxBy: text.nullable(), policy: z.object(bounds) }),
  balancer: z.object({ kind: text, inRotation: count.nullable(), fault: text.exactOptional() }),
  paused: z.object({ ...span, until: time.nullable() }).nullable(),
  temporaryBounds: z
    .object({ ...span, min: count.nullable(), max: count.nullable(), until: time })
    .nullable(),
  /** The scaling under way: of each replica the step in hand. */
  action: z
    .object({
      from: count,
      to: count,
      steps: z.array(z.object({ replica: count, step: text })).readonly(),
    })
    .nullable(),
  members: z.array(member).readonly(),
  metrics: z.array(metric).readonly(),
  trend,
  /** Of one replica; null when the policy has no price. */
  price: z.object({ perHour: count, currency: text }).nullable(),
  usage: z.object({
    /** The last 24 hours. */
    day: usage,
    /** As long as the journal remembers. */
    recorded: usage,
  }),
  lastDecision: z
    .object({
      action: z.enum(['scale-up', 'scale-down', 'hold']),
      from: count,
      to: count,
      /** When it was made last. */
      at: time,
      /** Since when the same has been decided. */
      since: time,
      sentence: text,
      reasons: z.array(z.object({ code: text, message: text })).readonly(),
    })
    .nullable(),
});

/** What `status --json` prints: what runs, what is under way, and what was decided last. */
export const statusReport = z.object({
  at: time,
  /** Who holds the engine's lock; null when no controller runs. */
  controller: text.nullable(),
  services: z.array(service).readonly(),
  /** Policies that are wrong. */
  faults: z.array(text).readonly(),
  /** Policies whose service is not there. */
  waiting: z.array(text).readonly(),
});
export type StatusReport = z.output<typeof statusReport>;
export type ServiceStatus = StatusReport['services'][number];
export type MetricStatus = ServiceStatus['metrics'][number];
export type Trend = ServiceStatus['trend'];
