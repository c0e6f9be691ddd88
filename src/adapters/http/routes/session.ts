import { z } from 'zod';
import type { Api } from '../api.ts';
import { answer, failures } from '../schema/failure.ts';

const session = z
  .object({
    by: z.string().describe('As whom the journal knows what is changed.'),
    right: z.enum(['read', 'change']),
  })
  .meta({ id: 'Session', description: 'What whoever asks may do.' });

/** What whoever asks may do. */
export function sessionRoute(app: Api): void {
  app.get(
    '/session',
    {
      schema: {
        operationId: 'getSession',
        summary: 'What whoever asks may do.',
        tags: ['See'],
        response: { 200: answer(session), ...failures },
      },
    },
    ({ by, right }) => ({ by, right }),
  );
}
