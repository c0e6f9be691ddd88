import { z } from 'zod';
import { billOf } from '../../../core/usage.ts';
import type { Api, ApiParts } from '../api.ts';
import { iso, isoOrNull } from '../body/time.ts';
import { Refusal } from '../failures.ts';
import { answer, failures } from '../schema/failure.ts';
import { range, serviceFilter, serviceNames, time } from '../schema/scalars.ts';

const DAY_MS = 24 * 3_600_000;

const serviceUsage = z
  .object({
    ...serviceNames,
    from: time.nullable().describe('Where the record of the range begins; null when there is none.'),
    replicaHours: z.number().describe('The time that each replica ran, added up.'),
    watchedHours: z
      .number()
      .describe('How much of the range a controller watched; what ran in the rest is not counted.'),
    cost: z
      .object({ amount: z.number(), currency: z.string() })
      .nullable()
      .describe('At the policy’s costPerReplicaHour of now; null without one.'),
  })
  .meta({ id: 'ServiceUsage', description: 'What ran of a service, and what it cost.' });

const usageAnswer = z
  .object({ since: time, until: time, services: z.array(serviceUsage) })
  .meta({ id: 'Usage', description: 'What ran within a range of time.' });

/** What ran, and what it cost. */
export function usageRoutes(app: Api, { journal, clock, console }: ApiParts): void {
  app.get(
    '/usage',
    {
      schema: {
        operationId: 'getUsage',
        summary: 'Replica-hours of each service, and their cost; the last 24 hours unless told.',
        description:
          'Added up by quarters of an hour: those that begin within the range count. The journal keeps thirty days.',
        tags: ['Ask'],
        querystring: z.object({ ...serviceFilter, ...range }),
        response: { 200: answer(usageAnswer), ...failures },
      },
    },
    ({ query: { project, service, since, until } }) => {
      const to = until === undefined ? clock.now() : Date.parse(until);
      const from = since === undefined ? to - DAY_MS : Date.parse(since);
      if (from >= to) throw new Refusal(400, 'RANGE', '`since` must be before `until`');
      const policies = console.services().map(({ policy }) => policy);
      const wanted = policies.filter(
        ({ ref }) => (project ?? ref.project) === ref.project && (service ?? ref.service) === ref.service,
      );
      const services = wanted.map((policy) => {
        const usage = journal.usage(policy.ref, from, to);
        const { replicaHours, watchedHours, cost = null } = billOf(usage, policy);
        return { ...policy.ref, from: isoOrNull(usage.from), replicaHours, watchedHours, cost };
      });
      return { since: iso(from), until: iso(to), services };
    },
  );
}
