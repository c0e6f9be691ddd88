import { z } from 'zod';
import type { Api, ApiParts } from '../api.ts';
import { answer, failures } from '../schema/failure.ts';
import { serviceNames } from '../schema/scalars.ts';

const policy = z
  .looseObject({
    ref: z.object(serviceNames),
    origin: z.string().describe('The file or the container whose labels it came from.'),
    min: z.int(),
    max: z.int(),
    shadow: z
      .looseObject({ origin: z.string(), min: z.int(), max: z.int() })
      .optional()
      .describe('The policy that is decided beside this one and never acted on.'),
  })
  .meta({
    id: 'Policy',
    description:
      'A policy with all defaults resolved, by the terms of docs/reference/policy.md; times in milliseconds. No part of it is secret.',
  });

const policies = z
  .object({
    policies: z.array(policy),
    faults: z.array(
      z.object({
        code: z.string(),
        message: z.string(),
        at: z.string().nullable(),
        fix: z.string().nullable(),
      }),
    ),
    waiting: z.array(z.string()).describe('Policies whose service is not there.'),
  })
  .meta({ id: 'Policies', description: 'The policies in force, and what is wrong with others.' });

/** The policies in force. */
export function policyRoutes(app: Api, { console }: ApiParts): void {
  app.get(
    '/policies',
    {
      schema: {
        operationId: 'listPolicies',
        summary: 'The policies in force, without what people asked for over them.',
        tags: ['See'],
        response: { 200: answer(policies), ...failures },
      },
    },
    () => {
      const set = console.policies();
      const faults = set.faults.map(({ code, message, at = null, fix = null }) => ({
        code,
        message,
        at,
        fix,
      }));
      const policies = set.policies.map(({ shadow, ...own }) => ({
        ...own,
        ...(shadow && { shadow: { ...shadow } }),
      }));
      return { policies, faults, waiting: [...set.waiting] };
    },
  );
}
