import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { PrometheusDriver } from 'prometheus-query';
import { type Exchange, failure, failureOf, type QueryFailure } from './failure.ts';
import type { PrometheusOptions } from './options.ts';

const MAX_ANSWER_BYTES = 4_000_000;
/** A kept connection that the server closed in the same moment: worth one more try. */
const CUT: ReadonlySet<string | undefined> = new Set(['ECONNRESET', 'EPIPE']);

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = path.reduce(property, value);
  return typeof found === 'string' ? found : undefined;
}

/** What an error of the HTTP client says; its request, with the credentials, is left behind. */
function exchangeOf(error: unknown): Exchange {
  const status = property(property(error, 'response'), 'status');
  const code = textAt(error, 'code');
  const message = textAt(error, 'message');
  const location = textAt(error, 'response', 'headers', 'location');
  return {
    ...(typeof status === 'number' && { status, body: property(property(error, 'response'), 'data') }),
    ...(location !== undefined && { location }),
    ...(code !== undefined && { code }),
    ...(message !== undefined && { message }),
  };
}

function authorization(auth: PrometheusOptions['auth']): Readonly<Record<string, string>> {
  if (auth.kind === 'none') return {};
  if (auth.kind === 'bearer') return { Authorization: `Bearer ${auth.token}` };
  const pair = Buffer.from(`${auth.username}:${auth.password}`).toString('base64');
  return { Authorization: `Basic ${pair}` };
}

/** One instant query. */
export interface InstantQuery {
  readonly query: string;
  /** Samples older than this do not count, in milliseconds; Prometheus’ own five minutes when absent. */
  readonly lookbackMs?: number;
}

/** One query over a range of the past; ends included. */
export interface RangeQuery {
  readonly query: string;
  /** Epoch milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}

/** Asks one Prometheus over kept connections, never through a proxy of the environment. */
export class PrometheusConnection {
  readonly #options: PrometheusOptions;
  readonly #httpAgent: HttpAgent;
  readonly #httpsAgent: HttpsAgent;

  constructor(options: PrometheusOptions) {
    const pool = { keepAlive: true, maxSockets: options.concurrency };
    this.#options = options;
    this.#httpAgent = new HttpAgent(pool);
    this.#httpsAgent = new HttpsAgent({
      ...pool,
      ...(options.ca !== undefined && { ca: options.ca }),
      ...(options.client !== undefined && { cert: options.client.cert, key: options.client.key }),
    });
  }

  /** The body of the answer, or why there is none; never rejects. */
  async ask(
    request: InstantQuery | RangeQuery,
    signal: AbortSignal,
  ): Promise<{ readonly body: unknown } | QueryFailure> {
    const { timeoutMs, url } = this.#options;
    const deadline = AbortSignal.timeout(timeoutMs);
    const either = AbortSignal.any([signal, deadline]);
    for (let attempt = 1; ; attempt++) {
      const exchange = await this.#exchange(request, either);
      if (either.aborted)
        return failure(
          'E_PROMETHEUS_TIMEOUT',
          `Prometheus at ${url} did not answer ${waited(deadline, timeoutMs)}`,
        );
      if (exchange.status === 200 && exchange.code === undefined) return { body: exchange.body };
      if (attempt > 1 || !CUT.has(exchange.code)) return failureOf(exchange, url);
    }
  }

  async #exchange(request: InstantQuery | RangeQuery, signal: AbortSignal): Promise<Exchange> {
    const { url, auth, headers, timeoutMs } = this.#options;
    let seen: Exchange | undefined;
    const driver = new PrometheusDriver({
      endpoint: url,
      preferPost: true,
      headers: { ...headers, ...authorization(auth) },
      timeout: timeoutMs + 1000,
      requestInterceptor: {
        onFulfilled: (config) => {
          // Prometheus' own clock decides what "now" is.
          if (config.data instanceof URLSearchParams) {
            config.data.delete('time');
            if ('lookbackMs' in request) config.data.set('lookback_delta', `${request.lookbackMs}ms`);
          }
          return Object.assign(config, {
            signal,
            proxy: false,
            maxRedirects: 0,
            maxContentLength: MAX_ANSWER_BYTES,
            httpAgent: this.#httpAgent,
            httpsAgent: this.#httpsAgent,
          });
        },
      },
      responseInterceptor: {
        onFulfilled: (response) => {
          seen = { status: response.status, body: response.data };
          return response;
        },
        onRejected: (error: unknown) => {
          seen = exchangeOf(error);
          throw error;
        },
      },
    });
    try {
      const deadline = `${timeoutMs}ms`;
      if ('stepMs' in request)
        await driver.rangeQuery(request.query, request.fromMs, request.toMs, request.stepMs / 1000, deadline);
      else await driver.instantQuery(request.query, undefined, deadline);
    } catch (error) {
      return seen ?? exchangeOf(error);
    }
    return seen ?? {};
  }
}

function waited(deadline: AbortSignal, timeoutMs: number): string {
  return deadline.aborted ? `within ${timeoutMs} ms` : 'before the tick’s time was up';
}
