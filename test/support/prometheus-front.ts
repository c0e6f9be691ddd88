import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  request,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A server in front of Prometheus, or in its place. */
export interface Front {
  readonly port: number;
  /** Every request that came, with what it asked for. */
  readonly seen: readonly { readonly path: string; readonly headers: IncomingMessage['headers'] }[];
  readonly close: () => Promise<void>;
}

/** Says what to do with a request: handle it, or let it through to Prometheus. */
export type Gate = (incoming: IncomingMessage, answer: ServerResponse) => 'handled' | 'through';

/** Passes what the gate lets through on to Prometheus; with `tls` it speaks HTTPS. */
export async function startFront(upstream: string, gate: Gate, tls?: ServerOptions): Promise<Front> {
  const seen: { path: string; headers: IncomingMessage['headers'] }[] = [];
  const listener: RequestListener = (incoming, answer) => {
    const path = incoming.url ?? '';
    seen.push({ path, headers: incoming.headers });
    if (gate(incoming, answer) === 'handled') return;
    const { method, headers } = incoming;
    const onward = request(
      upstream + path.replace(/^\/prom/, ''),
      { method: method ?? 'GET', headers },
      (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer);
      },
    );
    incoming.pipe(onward);
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port, seen, close };
}
