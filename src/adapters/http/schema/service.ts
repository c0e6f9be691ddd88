import { z } from 'zod';
import { lastDecisionSchema, recommendationSchema } from './decision.ts';
import { count, serviceNames, time } from './scalars.ts';

const text = z.string();
const bounds = { min: count, max: count };

const replica = z
  .object({
    id: text,
    name: text,
    number: z.int().describe('Compose’s container number.'),
    state: z.enum(['created', 'starting', 'ready', 'unhealthy', 'exited', 'removing']),
    transit: z
      .enum(['joining', 'draining', 'out'])
      .nullable()
      .describe('Where it stands in a plan under way; null in service.'),
    createdAt: time,
    addresses: z.array(z.object({ network: text, ipv4: text.nullable(), ipv6: text.nullable() })),
    balancer: z
      .object({
        address: text,
        port: z.int(),
        state: z.enum(['active', 'draining', 'down']),
        inFlight: z.number(),
      })
      .nullable()
      .describe('What the balancer says of it; null when it does not know it.'),
  })
  .meta({ id: 'Replica', description: 'A container as Docker and the balancer see it.' });

const threshold = z
  .object({ value: z.number(), forMs: z.number() })
  .nullable()
  .describe('It must hold for that long, in milliseconds, before it asks for a step.');

const metric = z
  .object({
    name: text,
    unit: text,
    aggregate: z
      .enum(['total', 'average'])
      .describe('Whether a value is of the whole service or per replica.'),
    rule: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('thresholds'), up: threshold, down: threshold }),
      z.object({
        kind: z.literal('target'),
        target: z.number().describe('Per replica.'),
        tolerance: z.number(),
      }),
    ]),
    last: recommendationSchema.nullable(),
  })
  .meta({ id: 'Metric', description: 'A metric of the policy, and what it last asked for.' });

const forecast = z
  .object({
    metric: text,
    demand: z.number().describe('Now, in replicas.'),
    bound: z
      .number()
      .describe('What it is not expected to go over until a new replica would serve, in replicas.'),
    trust: z.enum(['learning', 'kept', 'after-gap', 'erring']).describe('Only `kept` is acted on.'),
    horizonSeconds: z.number(),
    servedShare: z
      .number()
      .describe('Of the load of some eight hours, what met replicas within their target.'),
  })
  .describe('What may come; null without a forecast in the policy.');

/** A service under control. */
export const serviceSchema = z
  .object({
    ...serviceNames,
    origin: text.describe('The file or the container whose labels the policy came from.'),
    replicas: z.object({ current: count, ready: count, desired: count, ...bounds }),
    bounds: z
      .object({
        ...bounds,
        minBy: text.nullable().describe('The schedule that raised it.'),
        maxBy: text.nullable().describe('The schedule that lowered it.'),
        policy: z.object(bounds).describe('What the policy says without schedules and people.'),
      })
      .describe('The bounds in force.'),
    temporaryBounds: z
      .object({ min: count.nullable(), max: count.nullable(), since: time, until: time, by: text })
      .nullable(),
    paused: z.object({ since: time, until: time.nullable(), by: text }).nullable(),
    action: z
      .object({ purpose: z.enum(['decision', 'request', 'recovery']), from: count, to: count })
      .nullable()
      .describe('The scaling under way.'),
    balancer: z.object({
      kind: text,
      inRotation: count.nullable().describe('Replicas that it sends requests to; null without a balancer.'),
      fault: text.nullable().describe('What keeps it from agreeing with Docker.'),
    }),
    members: z.array(replica),
    metrics: z.array(metric),
    forecast: forecast.nullable(),
    shadow: z
      .object({ origin: text, ...bounds })
      .nullable()
      .describe('The policy that is decided beside the one in force and never acted on; null without one.'),
    price: z
      .object({ perHour: z.number(), currency: text })
      .nullable()
      .describe('What a running replica costs, by the policy’s costPerReplicaHour.'),
    lastDecision: lastDecisionSchema.nullable(),
    failures: z.object({ count: z.int(), lastAt: time, message: text }).nullable(),
  })
  .meta({ id: 'Service', description: 'A service under control.' });

/** Every service, and what is wrong with policies that are not in force. */
export const servicesSchema = z
  .object({
    services: z.array(serviceSchema),
    faults: z.array(text).describe('Policies that are wrong.'),
    waiting: z.array(text).describe('Policies whose service is not there.'),
  })
  .meta({ id: 'Services', description: 'Every service under control.' });
