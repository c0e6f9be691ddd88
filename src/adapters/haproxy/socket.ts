import { connect } from 'node:net';
import { AutoscalerError } from '../../core/errors.ts';
import { abortError, errnoOf } from './patience.ts';

/** Where a HAProxy command line listens, as this process reaches it. */
export type Endpoint =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

/** The longest a whole exchange usually may take. Milliseconds. */
const EXCHANGE_MS = 5_000;

/** The endpoint as users write it. */
export function describeEndpoint(endpoint: Endpoint): string {
  return endpoint.kind === 'unix' ? endpoint.path : `tcp://${endpoint.host}:${endpoint.port}`;
}

/**
 * Sends `text` and resolves with everything HAProxy answers until it closes the connection.
 * Throws `E_BALANCER_SOCKET`, or what `abortError` says when the caller gave up.
 */
export async function exchange(
  endpoint: Endpoint,
  text: string,
  signal: AbortSignal,
  timeoutMs = EXCHANGE_MS,
): Promise<string> {
  const answered = `HAProxy answered on ${describeEndpoint(endpoint)}`;
  if (signal.aborted) throw abortError(signal, answered);
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    return await converse(endpoint, text, AbortSignal.any([signal, deadline]));
  } catch (cause) {
    if (signal.aborted) throw abortError(signal, answered);
    throw socketError(
      endpoint,
      deadline.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(cause),
      cause,
    );
  }
}

function converse(endpoint: Endpoint, text: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(
      endpoint.kind === 'unix' ? { path: endpoint.path } : { host: endpoint.host, port: endpoint.port },
    );
    const chunks: Buffer[] = [];
    const onAbort = () => socket.destroy(new Error('aborted'));
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.once('connect', () => socket.end(text));
    socket.once('error', reject);
    socket.once('close', () => {
      signal.removeEventListener('abort', onAbort);
      resolve(Buffer.concat(chunks).toString('utf8'));
    });
  });
}

/** An `E_BALANCER_SOCKET` that names the endpoint and what to do. */
export function socketError(endpoint: Endpoint, why: string, cause?: unknown): AutoscalerError {
  const where = describeEndpoint(endpoint);
  return new AutoscalerError(
    'E_BALANCER_SOCKET',
    `HAProxy's runtime socket ${where} cannot be used: ${why}`,
    {
      fix: fixFor(endpoint, cause),
      cause,
    },
  );
}

function fixFor(endpoint: Endpoint, cause: unknown): string {
  const code = errnoOf(cause);
  if (code === 'EACCES' || code === 'EPERM') {
    return 'Let the autoscaler’s user open it: "stats socket … mode 666 level admin" in haproxy.cfg.';
  }
  if (endpoint.kind === 'tcp') {
    return 'Check that haproxy.cfg has "stats socket ipv4@*:PORT level admin" and that both share a network.';
  }
  const again =
    code === 'ENOENT' ? ' If its file was removed, restart HAProxy: a reload does not make it anew.' : '';
  return `Check that HAProxy runs and that "stats socket … level admin" in haproxy.cfg names this path.${again}`;
}

function reasonOf(cause: unknown): string {
  switch (errnoOf(cause)) {
    case 'ENOENT':
      return 'it does not exist';
    case 'ECONNREFUSED':
      return 'nobody listens on it';
    case 'EACCES':
    case 'EPERM':
      return 'this user may not open it';
    default:
      return cause instanceof Error ? cause.message : String(cause);
  }
}
