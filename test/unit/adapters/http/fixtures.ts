import { onTestFinished } from 'vitest';
import { buildServer, type HttpOptions, serve } from '../../../../src/adapters/http/server.ts';
import type { Log } from '../../../../src/core/ports.ts';
import { observed } from '../../../support/world/observed.ts';

const { parts } = await observed();

/** Options of a healthy controller, and what was logged as an error. */
export function options(changes: Partial<HttpOptions> = {}) {
  const errors: string[] = [];
  const nothing = () => undefined;
  const log: Log = {
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: (_fields, message) => void errors.push(message),
  };
  const healthy = { health: () => ({ ok: true }), metricsText: async () => '' };
  const given: HttpOptions = {
    ...healthy,
    log,
    api: parts,
    dashboard: new Map(),
    access: { tokens: [] },
    ...changes,
  };
  return { given, errors };
}

/** Asks the routes without a socket. */
export async function ask(url: string, changes: Partial<HttpOptions> = {}, method: 'GET' | 'POST' = 'GET') {
  const { given, errors } = options(changes);
  const app = await buildServer(given);
  const response = await app.inject({ method, url });
  await app.close();
  return { status: response.statusCode, headers: response.headers, body: response.body, errors };
}

/** A server that listens on loopback until the test ends. */
export async function listening(changes: Partial<HttpOptions> = {}) {
  const listen = { host: '127.0.0.1', port: 0 };
  const server = await serve({ ...options(changes).given, listen });
  onTestFinished(() => server.close());
  return server;
}
