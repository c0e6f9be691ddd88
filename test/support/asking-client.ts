import { request as overHttp } from 'node:http';
import { request as overTls } from 'node:https';

/** What a client got. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** Milliseconds until it was all there. */
  readonly tookMs: number;
}

/** What a client asks. */
export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent piece by piece, as they come. */
  readonly body?: Iterable<string | Buffer> | AsyncIterable<string | Buffer>;
  /** The authority that is trusted, for TLS. */
  readonly ca?: string;
  /** The name that is asked for in TLS. */
  readonly serverName?: string;
}

/** Asks once, on a connection of its own; unlike `fetch` it sends the Host header it is given. Rejects when cut off. */
export async function ask(url: string, question: Question = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body = [], ca, serverName } = question;
  const began = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const options = { method, headers, agent: false, signal: AbortSignal.timeout(30_000) } as const;
  const tls = {
    ...(ca && { ca }),
    ...(serverName && { servername: serverName, headers: { ...headers, host: serverName } }),
  };
  const request = url.startsWith('https:') ? overTls(url, { ...options, ...tls }) : overHttp(url, options);
  request.on('error', reject);
  request.on('response', (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', reject);
    response.on('end', () =>
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        text: Buffer.concat(chunks).toString('utf8'),
        tookMs: performance.now() - began,
      }),
    );
  });
  for await (const piece of body) if (request.writable) request.write(piece);
  request.end();
  return promise;
}
