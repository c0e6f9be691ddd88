import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../failures.ts';
import { isForeign, isLocal } from './peer.ts';
import { type Right, type Token, TokenRing } from './tokens.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, for the journal. */
    by: string;
    /** What the asker may do. */
    right: Right;
  }
}

/** Who may use the API. */
export interface Access {
  /** Those that people configured; without any, programs on this machine need none. */
  readonly tokens: readonly Token[];
  /** The controller's own, for the dashboard. */
  readonly ownToken?: Token;
}

/**
 * Lets through who may: whoever has a token with the right, and while none is configured programs on this machine.
 * Pages of other origins are refused either way, and what changes something must come as JSON.
 */
export function guard(app: FastifyInstance, { tokens, ownToken }: Access): void {
  const ring = new TokenRing(ownToken ? [...tokens, ownToken] : tokens);
  const askerOf = (request: FastifyRequest, reply: FastifyReply): Asker => {
    const text = tokenOf(request);
    if (text === undefined) return tokens.length === 0 ? local(request) : refuse(reply, 'a token is missing');
    return ring.find(text) ?? refuse(reply, 'this token is not known');
  };
  app.decorateRequest('by', '');
  app.decorateRequest('right', 'read');
  app.addHook('onRequest', async (request, reply) => {
    if (isForeign(request))
      throw new Refusal(403, 'FOREIGN_ORIGIN', 'pages of other origins may not ask here');
    const { name, right } = askerOf(request, reply);
    if (right === 'read' && request.method !== 'GET' && request.method !== 'HEAD')
      throw new Refusal(403, 'READ_ONLY', 'this token may read only', 'Use one that may change.');
    request.by = `${name} (http)`;
    request.right = right;
    if (request.method === 'POST') assertJson(request);
  });
}

type Asker = Pick<Token, 'name' | 'right'>;

function tokenOf({ headers }: FastifyRequest): string | undefined {
  if (headers.authorization === undefined) return undefined;
  return /^Bearer +(\S+)$/i.exec(headers.authorization)?.[1] ?? '';
}

function local(request: FastifyRequest): Asker {
  if (isLocal(request)) return { name: 'local', right: 'change' };
  throw new Refusal(
    403,
    'LOCAL_ONLY',
    'without tokens this is open to programs on the controller’s own machine (in its own container) only',
    'Open it by the link that autoscaler dashboard prints, or set AUTOSCALER_API_READ_TOKEN_FILE and AUTOSCALER_API_CHANGE_TOKEN_FILE, and send `authorization: Bearer <token>`.',
  );
}

function refuse(reply: FastifyReply, what: string): never {
  reply.header('www-authenticate', 'Bearer realm="autoscaler"');
  throw new Refusal(401, 'UNAUTHORISED', what, 'Send `authorization: Bearer <token>`.');
}

function assertJson({ headers }: FastifyRequest): void {
  if (/^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '')) return;
  throw new Refusal(415, 'NOT_JSON', 'changes must come as application/json');
}
