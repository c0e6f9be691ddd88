import { z } from 'zod';
import type { JournalQuery } from '../../../core/journal.ts';
import { REASONS, type ReasonCode } from '../../../core/reasons.ts';
import type { Api, ApiParts } from '../api.ts';
import { decisionBody } from '../body/decision.ts';
import { changeBody, stepBody } from '../body/journal.ts';
import { Refusal } from '../failures.ts';
import { decisionSchema } from '../schema/decision.ts';
import { answer, failureSchema, failures } from '../schema/failure.ts';
import { changeSchema, stepSchema } from '../schema/journal.ts';
import { pageOf, paging, range, serviceFilter } from '../schema/scalars.ts';

const listQuery = z.object({ ...serviceFilter, ...range, ...paging });
const decisionQuery = listQuery.extend({
  action: z.enum(['scale-up', 'scale-down', 'hold']).optional(),
  reason: z
    .string()
    .refine((code): code is ReasonCode => Object.hasOwn(REASONS, code), { error: 'is no reason code' })
    .optional()
    .describe('Only decisions with this reason.'),
});

/** What was decided, done and changed. */
export function journalRoutes(app: Api, { journal }: ApiParts): void {
  app.get(
    '/decisions',
    {
      schema: {
        operationId: 'listDecisions',
        summary: 'Decisions with their reasons; equal holds in a row are one.',
        tags: ['Ask'],
        querystring: decisionQuery,
        response: { 200: answer(pageOf(decisionSchema, 'DecisionPage')), ...failures },
      },
    },
    ({ query }) => {
      const { action, reason } = query;
      const filters = { ...(action && { action }), ...(reason && { reason }) };
      return pageBody(journal.decisions({ ...journalQuery(query), ...filters }), decisionBody, query.limit);
    },
  );
  app.get(
    '/steps',
    {
      schema: {
        operationId: 'listSteps',
        summary: 'What was done: steps of plans, and how plans ended.',
        tags: ['Ask'],
        querystring: listQuery,
        response: { 200: answer(pageOf(stepSchema, 'StepPage')), ...failures },
      },
    },
    ({ query }) => pageBody(journal.steps(journalQuery(query)), stepBody, query.limit),
  );
  app.get(
    '/changes',
    {
      schema: {
        operationId: 'listChanges',
        summary: 'What people changed, and who asked.',
        tags: ['Ask'],
        querystring: listQuery,
        response: { 200: answer(pageOf(changeSchema, 'ChangePage')), ...failures },
      },
    },
    ({ query }) => pageBody(journal.changes(journalQuery(query)), changeBody, query.limit),
  );
  app.get(
    '/changes/:id',
    {
      schema: {
        operationId: 'getChange',
        summary: 'One change, and how it ended.',
        tags: ['Ask'],
        params: z.object({ id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) }),
        response: {
          200: answer(changeSchema),
          ...failures,
          404: failureSchema.describe('There is no such change.'),
        },
      },
    },
    ({ params }) => {
      const change = journal.change(params.id);
      if (change) return changeBody(change);
      throw new Refusal(404, 'NOT_FOUND', `there is no change ${params.id}`);
    },
  );
}

function journalQuery(query: z.output<typeof listQuery>): JournalQuery {
  const { project, service, since, until, cursor, limit } = query;
  return {
    ref: { ...(project !== undefined && { project }), ...(service !== undefined && { service }) },
    ...(since !== undefined && { since: Date.parse(since) }),
    ...(until !== undefined && { until: Date.parse(until) }),
    ...(cursor !== undefined && { before: cursor }),
    limit,
  };
}

function pageBody<Entry extends { readonly id: number }, Body>(
  entries: readonly Entry[],
  bodyOf: (entry: Entry) => Body,
  limit: number,
) {
  const last = entries.at(-1);
  return { items: entries.map(bodyOf), next: last && entries.length === limit ? last.id : null };
}
