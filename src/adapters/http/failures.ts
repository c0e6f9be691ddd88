import type { FastifyError, FastifyInstance } from 'fastify';
import type { Log } from '../../core/ports.ts';

/** The body of every answer that is not a success. */
export interface FailureBody {
  readonly error: { readonly code: string; readonly message: string };
}

/** Answers what no route answers, and what a route failed to answer, as JSON without inner details. */
export function answerFailures(app: FastifyInstance, log: Log): void {
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send(failure('NOT_FOUND', `there is nothing at ${request.method} ${request.url}`)),
  );
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send(failure(error.code, error.message));
    log.error(
      { err: error, method: request.method, url: request.url },
      `HTTP request failed: ${error.message}`,
    );
    return reply
      .code(500)
      .send(failure('E_INTERNAL', 'the request failed; the log of the controller says why'));
  });
}

function failure(code: string, message: string): FailureBody {
  return { error: { code, message } };
}
