import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { AutoscalerError, type ErrorCode } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';

/** How much of a request is told back. */
const LONGEST_QUOTE = 200;

/** A request that is answered with a status other than success, and why. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly fix: string | undefined;

  constructor(status: number, code: string, message: string, fix?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.fix = fix;
  }
}

/** The status for errors of the controller that are the asker's to mend. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  E_SERVICE_UNKNOWN: 404,
  E_PROJECT_UNKNOWN: 404,
  E_SERVICE_AMBIGUOUS: 404,
  E_REPLICAS_INVALID: 400,
  E_CONTROL: 400,
  E_OUT_OF_BOUNDS: 409,
  E_CONFIG: 409,
  E_JOURNAL: 503,
};

/** Answers what cannot be led to any route, such as a path that is no text. */
export function answerUnroutable(error: FastifyError, _request: unknown, reply: FastifyReply) {
  return send(reply, error.statusCode ?? 400, error.code, error.message.slice(0, LONGEST_QUOTE));
}

/** Answers what no route answers, and what a route failed to answer, as JSON without inner details. */
export function answerFailures(app: FastifyInstance, log: Log): void {
  app.setNotFoundHandler((request, reply) =>
    send(
      reply,
      404,
      'NOT_FOUND',
      `there is nothing at ${request.method} ${request.url.slice(0, LONGEST_QUOTE)}`,
    ),
  );
  app.setErrorHandler((error: FastifyError | AutoscalerError | Refusal, request, reply) => {
    if (error instanceof Refusal) return send(reply, error.status, error.code, error.message, error.fix);
    const status = error instanceof AutoscalerError ? (STATUS[error.code] ?? 500) : (error.statusCode ?? 500);
    if (status < 500) return send(reply, status, error.code, messageOf(error), fixOf(error));
    const fields = { err: error, method: request.method, url: request.url };
    log.error(fields, `HTTP request failed: ${error.message}`);
    const message = 'the request failed; the log of the controller says why';
    return send(reply, status, error instanceof AutoscalerError ? error.code : 'E_INTERNAL', message);
  });
}

function messageOf(error: Error): string {
  if (!hasZodFastifySchemaValidationErrors(error)) return error.message;
  const faults = error.validation.map(({ instancePath, message }) => {
    const where = instancePath.replaceAll('/', '.').replace(/^\./, '');
    return `${where === '' ? error.validationContext : where} ${message}`;
  });
  return faults.join('; ');
}

function fixOf(error: Error): string | undefined {
  return error instanceof AutoscalerError ? error.fix : undefined;
}

function send(reply: FastifyReply, status: number, code: string, message: string, fix?: string) {
  const body = { error: { code, message, ...(fix === undefined ? {} : { fix }) } };
  return reply.code(status).type('application/json; charset=utf-8').serializer(JSON.stringify).send(body);
}
