import { type FastifyInstance, fastify } from 'fastify';
import type { Log } from '../../core/ports.ts';
import { answerFailures } from './failures.ts';
import { type Health, healthRoute } from './health-route.ts';
import { type ListenAddress, listenError } from './listen.ts';
import { metricsRoute } from './metrics-route.ts';

/** What the server tells. */
export interface HttpOptions {
  readonly health: () => Health;
  /** All metrics in the Prometheus text format. */
  readonly metricsText: () => Promise<string>;
  readonly log: Log;
}

/** A server that listens. */
export interface HttpServer {
  /** Such as `http://0.0.0.0:9393`. */
  readonly address: string;
  /** Stops listening and ends open connections. */
  close(): Promise<void>;
}

const MAX_CONNECTIONS = 128;
const LIMITS = {
  bodyLimit: 65_536,
  connectionTimeout: 15_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 15_000,
  forceCloseConnections: true,
} as const;

/** Serves `/healthz` and `/metrics`. Throws `E_HTTP_LISTEN`. */
export async function serve(options: HttpOptions & { readonly listen: ListenAddress }): Promise<HttpServer> {
  const app = buildServer(options);
  try {
    await app.listen({ ...options.listen });
  } catch (error) {
    await app.close();
    throw listenError(options.listen, error);
  }
  return { address: addressOf(app, options.listen), close: () => app.close() };
}

/** The routes with their limits, not listening yet. */
export function buildServer({ health, metricsText, log }: HttpOptions): FastifyInstance {
  const app = fastify({ ...LIMITS, logger: false });
  app.server.maxConnections = MAX_CONNECTIONS;
  answerFailures(app, log);
  healthRoute(app, health);
  metricsRoute(app, metricsText);
  return app;
}

function addressOf(app: FastifyInstance, { host, port }: ListenAddress): string {
  const bound = app.server.address();
  const actual = typeof bound === 'object' && bound !== null ? bound.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${actual}`;
}
