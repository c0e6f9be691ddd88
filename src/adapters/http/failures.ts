import { setTimeout } from 'node:timers/promises';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { AutoscalerError, type ErrorCode } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';

/** How long whoever asks too often, or nonsense, waits for the answer, so that it cannot keep asking. Milliseconds. */
export const SLOW_DOWN_MS = 1_000;
/** How much of a request is told back. */
export const LONGEST_QUOTE = 200;

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

/** Answers what no route answers, and what a route failed to answer, as JSON without inner details. */
export function answerFailures(app: FastifyInstance, log: Log): void {
  app.setNotFoundHandler((request, reply) =>
    sendFailure(
      reply,
      404,
      'NOT_FOUND',
      `there is nothing at ${request.method} ${request.url.slice(0, LONGEST_QUOTE)}`,
    ),
  );
  app.setErrorHandler(async (error: FastifyError | AutoscalerError | Refusal, request, reply) => {
    if (error instanceof Refusal && error.status === 429) await setTimeout(SLOW_DOWN_MS);
    if (error instanceof Refusal)
      return sendFailure(reply, error.status, error.code, error.message, error.fix);
    const status = error instanceof AutoscalerError ? (STATUS[error.code] ?? 500) : (error.statusCode ?? 500);
    if (status < 500) return sendFailure(reply, status, error.code, messageOf(error), fixOf(error));
    const fields = { err: error, method: request.method, url: request.url };
    log.error(fields, `HTTP request failed: ${error.message}`);
    const message = 'the request failed; the log of the controller says why';
    return sendFailure(reply, status, error instanceof AutoscalerError ? error.code : 'E_INTERNAL', message);
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

/** The body of every answer that is not a success. */
export function failureBody(code: string, message: string, fix?: string) {
  return { error: { code, message, ...(fix === undefined ? {} : { fix }) } };
}

/** Answers with a failure. */
export function sendFailure(
  reply: FastifyReply,
  status: number,
  code: string,
  message: string,
  fix?: string,
) {
  const body = failureBody(code, message, fix);
  return reply.code(status).type('application/json; charset=utf-8').serializer(JSON.stringify).send(body);
}
