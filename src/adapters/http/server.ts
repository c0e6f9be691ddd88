import { type FastifyInstance, fastify } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Log } from '../../core/ports.ts';
import type { Access } from './access/guard.ts';
import type { ApiParts } from './api.ts';
import { API_PREFIX, apiPlugin } from './api-plugin.ts';
import type { DashboardFile } from './dashboard/files.ts';
import { dashboardRoutes } from './dashboard/route.ts';
import { EventFeed } from './events/feed.ts';
import { answerFailures } from './failures.ts';
import { type Health, healthRoute } from './health-route.ts';
import { limitRate, MAX_CONNECTIONS, SERVER_LIMITS } from './limits.ts';
import { type ListenAddress, listenError } from './listen.ts';
import { answerMalformed, answerUnroutable } from './malformed.ts';
import { metricsRoute } from './metrics-route.ts';

/** What the server tells. */
export interface HttpOptions {
  readonly health: () => Health;
  /** All metrics in the Prometheus text format. */
  readonly metricsText: () => Promise<string>;
  readonly log: Log;
  readonly api: ApiParts;
  /** The built web page by path. */
  readonly dashboard: ReadonlyMap<string, DashboardFile>;
  readonly access: Access;
}

/** A server that listens. */
export interface HttpServer {
  /** Such as `http://0.0.0.0:9393`. */
  readonly address: string;
  /** Stops listening and ends open connections. */
  close(): Promise<void>;
}

/** Serves `/healthz`, `/metrics`, the API and the dashboard. Throws `E_HTTP_LISTEN`. */
export async function serve(options: HttpOptions & { readonly listen: ListenAddress }): Promise<HttpServer> {
  const app = await buildServer(options);
  try {
    await app.listen({ ...options.listen });
  } catch (error) {
    await app.close();
    throw listenError(options.listen, error);
  }
  return { address: addressOf(app, options.listen), close: () => app.close() };
}

/** The routes with their limits, not listening yet. */
export async function buildServer({
  health,
  metricsText,
  log,
  api,
  dashboard,
  access,
}: HttpOptions): Promise<FastifyInstance> {
  const app = fastify({
    ...SERVER_LIMITS,
    logger: false,
    frameworkErrors: (error, _request, reply) => void answerUnroutable(error, reply),
    clientErrorHandler: (error, socket) => void answerMalformed(error, socket),
  }).withTypeProvider<ZodTypeProvider>();
  app.server.maxConnections = MAX_CONNECTIONS;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.removeContentTypeParser('text/plain');
  await limitRate(app, new Set(['/healthz', '/metrics']));
  answerFailures(app, log);
  healthRoute(app, health);
  metricsRoute(app, metricsText);
  dashboardRoutes(app, dashboard);
  const feed = new EventFeed({ ...api, log });
  app.addHook('preClose', async () => feed.close());
  await app.register(async (scope) => apiPlugin(scope, { parts: api, feed, access }), { prefix: API_PREFIX });
  return app;
}

function addressOf(app: FastifyInstance, { host, port }: ListenAddress): string {
  const bound = app.server.address();
  const actual = typeof bound === 'object' && bound !== null ? bound.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${actual}`;
}
