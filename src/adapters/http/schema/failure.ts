import { z } from 'zod';

/** The body of every answer that is not a success. */
export const failureSchema = z
  .object({
    error: z.object({
      code: z.string().describe('Stable; E_… codes are in docs/reference/errors.md.'),
      message: z.string(),
      fix: z.string().optional().describe('What the reader can do about it.'),
    }),
  })
  .meta({ id: 'Failure', description: 'Why there is no answer.' });

/** The answers that every route may give. */
export const failures = {
  400: failureSchema.describe('The request is not valid.'),
  401: failureSchema.describe('A token is missing or wrong.'),
  403: failureSchema.describe('This token, or this peer, may not do that.'),
  429: failureSchema.describe('Too many requests; `retry-after` says when to come back.'),
  500: failureSchema.describe('The request failed; the log of the controller says why.'),
  503: failureSchema.describe('Too much at once, or the journal cannot be used.'),
} as const;

/** The answers of routes that name a service. */
export const serviceFailures = {
  ...failures,
  404: failureSchema.describe('There is no such service.'),
} as const;

/** The answer of success, described by its schema. */
export function answer<Schema extends z.ZodType>(schema: Schema) {
  const description = schema.description ?? 'Done.';
  return { description, content: { 'application/json': { schema } } };
}
