import { z } from 'zod';
import { count, serviceNames, time } from './scalars.ts';

const text = z.string();
const ms = z.number().describe('Milliseconds.');
const step = {
  replica: z.int().describe('Compose’s container number.'),
  step: text.describe('Such as create, await-ready, drain, stop.'),
};

/** A step of a plan, or how a plan began or ended. */
export const stepSchema = z
  .object({
    id: z.int(),
    ...serviceNames,
    at: time,
    event: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('plan-started'), from: count, to: count }),
      z.object({ kind: z.literal('step-done'), ...step, ms, note: text.nullable() }),
      z.object({ kind: z.literal('step-failed'), ...step, code: text, message: text }),
      z.object({ kind: z.literal('step-undone'), ...step }),
      z.object({
        kind: z.literal('plan-ended'),
        outcome: z.enum(['done', 'partly-done', 'undone', 'interrupted']),
        to: count,
        ms,
      }),
    ]),
  })
  .meta({ id: 'Step', description: 'A step of a plan, or how a plan began or ended.' });

const outcome = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), from: count, to: count }),
  z.object({ ok: z.literal(false), code: text, message: text, fix: text.nullable() }),
]);

/** Something that somebody changed. */
export const changeSchema = z
  .object({
    id: z.int(),
    ...serviceNames,
    at: time,
    by: text.describe('Who asked: the token’s name, or the user of the command line.'),
    change: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('scale'), replicas: count, force: z.boolean() }),
      z.object({ kind: z.literal('pause'), until: time.nullable() }),
      z.object({ kind: z.literal('resume') }),
      z.object({ kind: z.literal('bounds'), min: count.nullable(), max: count.nullable(), until: time }),
      z.object({ kind: z.literal('bounds-lifted') }),
    ]),
    outcome: outcome
      .nullable()
      .describe('How a scaling ended; null while it is under way, and for the others.'),
  })
  .meta({ id: 'Change', description: 'Something that somebody changed.' });
