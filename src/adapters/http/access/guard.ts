import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../failures.ts';
import { isForeign, isLocal } from './peer.ts';
import type { Right, Token, TokenRing } from './tokens.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, for the journal. */
    by: string;
    /** What the asker may do. */
    right: Right;
  }
}

/**
 * Lets through who may: with tokens configured whoever has one with the right, without any only programs on this
 * machine. Pages of other origins are refused either way, and what changes something must come as JSON.
 */
export function guard(app: FastifyInstance, tokens: TokenRing): void {
  app.decorateRequest('by', '');
  app.decorateRequest('right', 'read');
  app.addHook('onRequest', async (request, reply) => {
    if (isForeign(request))
      throw new Refusal(403, 'FOREIGN_ORIGIN', 'pages of other origins may not ask here');
    const wanted: Right = request.method === 'GET' || request.method === 'HEAD' ? 'read' : 'change';
    const { name, right } = tokens.isEmpty ? local(request) : holder(request, reply, wanted, tokens);
    request.by = `${name} (http)`;
    request.right = right;
    if (request.method === 'POST') assertJson(request);
  });
}

type Holder = Pick<Token, 'name' | 'right'>;

function local(request: FastifyRequest): Holder {
  if (isLocal(request)) return { name: 'local', right: 'change' };
  throw new Refusal(
    403,
    'LOCAL_ONLY',
    'without tokens this is open to programs on the controller’s own machine (in its own container) only',
    'Set AUTOSCALER_API_READ_TOKEN_FILE and AUTOSCALER_API_CHANGE_TOKEN_FILE, and send `authorization: Bearer <token>`.',
  );
}

function holder(request: FastifyRequest, reply: FastifyReply, wanted: Right, tokens: TokenRing): Holder {
  const [, text] = /^Bearer +([^\s]+)$/i.exec(request.headers.authorization ?? '') ?? [];
  const token: Token | undefined = text === undefined ? undefined : tokens.find(text);
  if (token === undefined) {
    reply.header('www-authenticate', 'Bearer realm="autoscaler"');
    const what = text === undefined ? 'a token is missing' : 'this token is not known';
    throw new Refusal(401, 'UNAUTHORISED', what, 'Send `authorization: Bearer <token>`.');
  }
  if (wanted === 'change' && token.right !== 'change')
    throw new Refusal(403, 'READ_ONLY', 'this token may read only', 'Use one that may change.');
  return token;
}

function assertJson({ headers }: FastifyRequest): void {
  if (/^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '')) return;
  throw new Refusal(415, 'NOT_JSON', 'changes must come as application/json');
}
