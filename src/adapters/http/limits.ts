import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { Refusal } from './failures.ts';

/** What one connection and one request may take. Bytes and milliseconds. */
export const SERVER_LIMITS = {
  bodyLimit: 16_384,
  connectionTimeout: 15_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 15_000,
  forceCloseConnections: true,
  routerOptions: { maxParamLength: 255 },
  http: { maxHeaderSize: 8_192 },
} as const;
/** Open connections, listeners to events included. */
export const MAX_CONNECTIONS = 1_280;

/** Requests of one peer within a minute. */
const PER_MINUTE = 1_200;
/** Peers whose requests are counted at once. */
const PEERS = 1_000;
/** Answers under way at once, so that slow readers cannot pile them up. */
const ANSWERS_AT_ONCE = 64;
/** The longest that an answer may take to be read. Milliseconds. */
const ANSWER_DEADLINE_MS = 30_000;

/** Bounds how often a peer may ask, whatever it asks for and with whatever token; `free` are the paths that it always may. */
export async function limitRate(app: FastifyInstance, free: ReadonlySet<string>): Promise<void> {
  await app.register(rateLimit, {
    global: false,
    max: PER_MINUTE,
    timeWindow: 60_000,
    cache: PEERS,
    errorResponseBuilder: (_request, { after }) =>
      new Refusal(429, 'TOO_MANY_REQUESTS', `more than ${PER_MINUTE} requests in a minute; wait ${after}`),
  });
  const limit = app.rateLimit();
  app.addHook('onRequest', async function limited(request, reply) {
    if (!free.has(request.routeOptions.url ?? '')) await limit.call(this, request, reply);
  });
}

/** Bounds how many answers are under way at once, and for how long. Paths that answer without end are left out. */
export function limitAnswers(app: FastifyInstance, endless: ReadonlySet<string>): void {
  let underWay = 0;
  app.addHook('onRequest', async (request, reply) => {
    if (endless.has(request.routeOptions.url ?? '')) return;
    if (underWay >= ANSWERS_AT_ONCE) {
      reply.header('retry-after', '1');
      throw new Refusal(503, 'TOO_BUSY', 'too many requests are being answered at once');
    }
    underWay += 1;
    const deadline = setTimeout(() => reply.raw.destroy(), ANSWER_DEADLINE_MS);
    reply.raw.once('close', () => {
      clearTimeout(deadline);
      underWay -= 1;
    });
  });
}
