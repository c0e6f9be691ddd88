import { z } from 'zod';
import type { Api, ApiParts } from '../api.ts';
import { changeBody } from '../body/journal.ts';
import { answer, failureSchema, serviceFailures } from '../schema/failure.ts';
import { changeSchema } from '../schema/journal.ts';
import { count, serviceParams, time } from '../schema/scalars.ts';

const scaleWish = z.strictObject({
  replicas: count,
  force: z.boolean().default(false).describe('Outside the bounds too; the count is kept until the next one.'),
  timeoutSeconds: z.number().min(1).max(3600).default(60).describe('After that it is undone.'),
});
const pauseWish = z.strictObject({
  until: time.nullable().default(null).describe('When it ends by itself; null until somebody resumes.'),
});
const boundsWish = z.strictObject({
  min: count.nullable().default(null),
  max: count.nullable().default(null),
  until: time.describe('When the policy’s bounds are back by themselves; at most 30 days from now.'),
});
const nothing = z.strictObject({});

const changed = { tags: ['Steer'], params: serviceParams };
const answers = { 200: answer(changeSchema), ...serviceFailures };
const unfit = failureSchema.describe('The bounds forbid it; `force` goes beyond them.');

/** What changes something; each answer is the change as the journal has it, with who asked. */
export function steeringRoutes(app: Api, { steering }: ApiParts): void {
  app.post(
    '/services/:project/:service/scale',
    {
      schema: {
        ...changed,
        operationId: 'scaleService',
        summary: 'Set the replica count once.',
        description:
          'Answers when it has begun; how it ends is in `GET /changes/{id}` and in a later `change` event. All or nothing. With a policy the next decision goes on from there.',
        body: scaleWish,
        response: { ...serviceFailures, 202: answer(changeSchema), 409: unfit },
      },
    },
    ({ params, body: { replicas, force, timeoutSeconds }, by }, reply) => {
      const wish = { replicas, force, timeoutMs: timeoutSeconds * 1000 };
      reply.code(202);
      return changeBody(steering.scale(params, wish, by));
    },
  );
  app.post(
    '/services/:project/:service/pause',
    {
      schema: {
        ...changed,
        operationId: 'pauseService',
        summary: 'No scaling by the policy from now on; on request it still is.',
        body: pauseWish,
        response: answers,
      },
    },
    ({ params, body, by }) => changeBody(steering.pause(params, moment(body.until), by)),
  );
  app.post(
    '/services/:project/:service/resume',
    {
      schema: {
        ...changed,
        operationId: 'resumeService',
        summary: 'The policy scales again.',
        body: nothing,
        response: answers,
      },
    },
    ({ params, by }) => changeBody(steering.resume(params, by)),
  );
  app.post(
    '/services/:project/:service/bounds',
    {
      schema: {
        ...changed,
        operationId: 'boundService',
        summary: 'Other bounds for a while, then the policy’s again.',
        body: boundsWish,
        response: answers,
      },
    },
    ({ params, body: { min, max, until }, by }) => {
      const bounds = {
        ...(min !== null && { min }),
        ...(max !== null && { max }),
        until: Date.parse(until),
      };
      return changeBody(steering.bound(params, bounds, by));
    },
  );
  app.delete(
    '/services/:project/:service/bounds',
    {
      schema: {
        ...changed,
        operationId: 'liftBounds',
        summary: 'The policy’s bounds again, before their time.',
        response: answers,
      },
    },
    ({ params, by }) => changeBody(steering.lift(params, by)),
  );
}

function moment(iso: string | null): number | undefined {
  return iso === null ? undefined : Date.parse(iso);
}
