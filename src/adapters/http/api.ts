import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { JournalReader } from '../../core/journal.ts';
import type { Console, Steering } from '../../core/operations.ts';
import type { Clock } from '../../core/ports.ts';

/** What the API tells of, and whom it asks. */
export interface ApiParts {
  readonly console: Console;
  readonly steering: Steering;
  readonly journal: JournalReader;
  readonly clock: Pick<Clock, 'now'>;
}

/** A server whose routes are checked and described by their schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;
