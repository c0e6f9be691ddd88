import type { FastifyInstance } from 'fastify';

const PROMETHEUS_TEXT = 'text/plain; version=0.0.4; charset=utf-8';

/** `GET /metrics`: everything the controller counts, for Prometheus. */
export function metricsRoute(app: FastifyInstance, metricsText: () => Promise<string>): void {
  app.get('/metrics', async (_request, reply) => reply.type(PROMETHEUS_TEXT).send(await metricsText()));
}
