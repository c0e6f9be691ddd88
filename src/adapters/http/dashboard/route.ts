import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../failures.ts';
import type { DashboardFile } from './files.ts';

/** Nothing from other hosts, nothing inline, never inside another page. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
const YEAR_S = 31_536_000;

/** The dashboard's files, each under its own path: what is not in the list is not there. */
export function dashboardRoutes(app: FastifyInstance, files: ReadonlyMap<string, DashboardFile>): void {
  for (const [path, file] of files) app.get(path, (request, reply) => sendFile(request, reply, file));
  if (files.has('/')) return;
  app.get('/', () => {
    throw new Refusal(404, 'NOT_BUILT', 'the dashboard has not been built', 'Run npm run build.');
  });
}

function sendFile({ headers }: FastifyRequest, reply: FastifyReply, file: DashboardFile) {
  const { type, body, gzipped, etag, isHashed } = file;
  reply.headers({
    'content-type': type,
    'cache-control': isHashed ? `public, max-age=${YEAR_S}, immutable` : 'no-cache',
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    vary: 'accept-encoding',
    etag,
  });
  if (headers['if-none-match'] === etag) return reply.code(304).send();
  if (!/\bgzip\b/.test(headers['accept-encoding'] ?? '')) return reply.send(body);
  return reply.header('content-encoding', 'gzip').send(gzipped);
}
