import { z } from 'zod';
import type { Api } from '../api.ts';
import { answer, failures } from '../schema/failure.ts';

/** The description of the API itself. */
export function openApiRoute(app: Api): void {
  app.get(
    '/openapi.json',
    {
      schema: {
        operationId: 'getOpenApi',
        summary: 'This document.',
        tags: ['See'],
        response: { 200: answer(z.looseObject({}).describe('An OpenAPI document.')), ...failures },
      },
    },
    () => ({ ...app.swagger() }),
  );
}
