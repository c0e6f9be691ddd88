import type { FastifyInstance } from 'fastify';

/** Whether the controller does its work: it ticks with success and holds the engine's lock. */
export interface Health {
  readonly ok: boolean;
  /** Why not, when it is not. */
  readonly reason?: string;
}

/** `GET /healthz`: 200, or 503 with the reason; for container health checks and uptime monitors. */
export function healthRoute(app: FastifyInstance, health: () => Health): void {
  app.get('/healthz', (_request, reply) => {
    const { ok, reason } = health();
    reply.code(ok ? 200 : 503).header('cache-control', 'no-store');
    return reply.send(ok ? { status: 'ok' } : { status: 'unhealthy', reason: reason ?? 'no reason given' });
  });
}
