import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';

/** Where and how to ask. */
export interface Target {
  readonly url: URL;
  /** Sent as `Host`, and as the name TLS asks for. */
  readonly host: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** What became of one request. */
export interface Answer {
  /** In lower case; several of one name are a list. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Why it is lost; absent when it was answered, and by no 5xx. */
  readonly loss?: string;
}

const DEADLINE_MS = 10_000;

/** Why requests were lost, one entry for each that was. */
export function lossesOf(answers: readonly Answer[]): readonly string[] {
  return answers.flatMap(({ loss }) => loss ?? []);
}

/** `2 of 60 lost (ECONNRESET, status 502)`. */
export function describeLosses(answers: readonly Answer[]): string {
  const lost = lossesOf(answers);
  const why = lost.length === 0 ? '' : ` (${[...new Set(lost)].join(', ')})`;
  return `${lost.length} of ${answers.length} lost${why}`;
}

/** A client that keeps connections and asks with GET alone. Certificates are not checked: the address may be bare. */
export class Client {
  readonly #target: Target;
  readonly #agent: HttpAgent;
  readonly #request: typeof requestHttp;

  constructor(target: Target) {
    this.#target = target;
    const servername = target.host?.replace(/:\d+$/, '');
    const tls = { keepAlive: true, rejectUnauthorized: false, ...(servername && { servername }) };
    const isTls = target.url.protocol === 'https:';
    this.#agent = isTls ? new HttpsAgent(tls) : new HttpAgent({ keepAlive: true });
    this.#request = isTls ? requestHttps : requestHttp;
  }

  /** One request; never rejects. */
  ask(signal: AbortSignal, more: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const { url, host } = this.#target;
    const headers = { ...this.#target.headers, ...more, ...(host === undefined ? {} : { host }) };
    const limit = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
    return new Promise((resolve) => {
      const lost = (loss: string) => resolve({ headers: {}, loss });
      const onError = (error: Error) => lost('code' in error ? String(error.code) : error.message);
      const begun = this.#request(url, { agent: this.#agent, headers, signal: limit }, (response) => {
        const { statusCode: status = 0 } = response;
        response.on('error', onError);
        response.on('end', () =>
          status >= 500 ? lost(`status ${status}`) : resolve({ headers: response.headers }),
        );
        response.resume();
      });
      begun.on('error', onError);
      begun.end();
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** How requests are sent. */
export interface Sending {
  readonly count: number;
  readonly atOnce: number;
  /** No request begins later than that; those under way are answered still. */
  readonly until: AbortSignal;
}

/** Asks so many times, so many at once; fewer when the time is up, or `signal` aborts. */
export async function askMany(
  client: Client,
  { count, atOnce, until }: Sending,
  signal: AbortSignal,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  let left = count;
  const ask = async () => {
    while (left > 0 && !until.aborted && !signal.aborted) {
      left -= 1;
      answers.push(await client.ask(signal));
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, ask));
  return answers;
}
