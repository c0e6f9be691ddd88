import { once } from 'node:events';
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { text } from 'node:stream/consumers';

/** An answer as a client got it. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** The replica that answered; undefined when none did. */
  readonly name: string | undefined;
  readonly body: string;
  /** Until all of it was there. Milliseconds. */
  readonly tookMs: number;
}

/** How to ask otherwise than with GET and nothing else. */
export interface AskOptions {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** The pieces of a body, sent without its length; they may take their time. */
  readonly body?: AsyncIterable<Buffer> | Iterable<Buffer>;
  /** The authority that signed the server's certificate. */
  readonly ca?: string;
  /** The host that is asked for, in TLS too. */
  readonly serverName?: string;
}

/** One request on a connection of its own. */
export async function ask(url: string, options: AskOptions = {}): Promise<Answer> {
  const { method = options.body ? 'POST' : 'GET', ca, serverName } = options;
  const headers = { ...options.headers, ...(serverName && { host: serverName }) };
  const began = performance.now();
  const send = url.startsWith('https:') ? tlsRequest : plainRequest;
  const request = send(url, {
    method,
    headers,
    agent: false,
    ...(ca && { ca }),
    ...(serverName && { servername: serverName }),
  });
  const answered = once(request, 'response');
  for await (const piece of options.body ?? []) {
    if (request.destroyed) break;
    if (!request.write(piece)) await once(request, 'drain');
  }
  request.end();
  const [response]: IncomingMessage[] = await answered;
  if (response === undefined) throw new Error('no response');
  const body = await text(response);
  const { statusCode: status = 0, headers: given } = response;
  return { status, headers: given, name: nameIn(body), body, tookMs: performance.now() - began };
}

function nameIn(body: string): string | undefined {
  return /"name":"([^"]+)"/.exec(body)?.[1];
}

/** How many of so many requests each replica answered, one after the other. */
export async function shares(
  url: string,
  requests: number,
  options: AskOptions = {},
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (let sent = 0; sent < requests; sent += 1) {
    const { name = 'none' } = await ask(url, options);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** A client that keeps the cookie it is given. */
export class CookieClient {
  readonly #url: string;
  cookie = '';

  constructor(url: string) {
    this.#url = url;
  }

  /** The replica that answers. */
  async ask(): Promise<string | undefined> {
    const answer = await ask(this.#url, { headers: this.cookie === '' ? {} : { cookie: this.cookie } });
    const given = answer.headers['set-cookie']?.[0]?.split(';')[0];
    if (given !== undefined) this.cookie = given;
    return answer.name;
  }
}
