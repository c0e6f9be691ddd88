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
}

/** How to ask otherwise than with GET and nothing else. */
export interface AskOptions {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** The pieces of a body, sent without its length; they may take their time. */
  readonly body?: AsyncIterable<Buffer> | Iterable<Buffer>;
  /** The authority that signed the server's certificate. */
  readonly ca?: string;
}

/** One request on a connection of its own. */
export async function ask(url: string, options: AskOptions = {}): Promise<Answer> {
  const { method = options.body ? 'POST' : 'GET', headers = {}, ca } = options;
  const send = url.startsWith('https:') ? tlsRequest : plainRequest;
  const request = send(url, { method, headers, agent: false, ...(ca && { ca }) });
  const answered = once(request, 'response');
  for await (const piece of options.body ?? []) {
    if (request.destroyed) break;
    if (!request.write(piece)) await once(request, 'drain');
  }
  request.end();
  const [response]: IncomingMessage[] = await answered;
  if (response === undefined) throw new Error('no response');
  const body = await text(response);
  return { status: response.statusCode ?? 0, headers: response.headers, name: nameIn(body), body };
}

function nameIn(body: string): string | undefined {
  return /"name":"([^"]+)"/.exec(body)?.[1];
}

/** How many of so many requests each replica answered, one after the other. */
export async function shares(url: string, requests: number): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (let sent = 0; sent < requests; sent += 1) {
    const { name = 'none' } = await ask(url);
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
