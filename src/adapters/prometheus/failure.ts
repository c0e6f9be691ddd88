import type { ErrorCode } from '../../core/errors.ts';

/** Why a query has no answer, as an error sample says it. */
export interface QueryFailure {
  readonly kind: 'error';
  readonly code: Extract<ErrorCode, `E_PROMETHEUS_${string}`>;
  readonly message: string;
}

/** What was seen of one exchange, as far as it got. */
export interface Exchange {
  /** HTTP status, if there was an answer. */
  readonly status?: number;
  /** The answer's body. */
  readonly body?: unknown;
  /** Where a redirect points. */
  readonly location?: string;
  /** The connection's error code, such as `ECONNREFUSED`. */
  readonly code?: string;
  readonly message?: string;
}

/** Makes a failure. */
export function failure(code: QueryFailure['code'], message: string): QueryFailure {
  return { kind: 'error', code, message };
}

const TLS = /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO|EPROTO|ALTNAME/;

const CONNECTION: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there; is Prometheus running?',
  ENOTFOUND: 'its host name is unknown; check prometheus.url',
  EAI_AGAIN: 'its host name cannot be resolved now',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  EHOSTUNREACH: 'its host cannot be reached',
  ENETUNREACH: 'its network cannot be reached',
  ETIMEDOUT: 'the connection could not be made in time',
};

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, 500) : undefined;
}

function ofStatus(status: number, url: string, exchange: Exchange): QueryFailure {
  const said = text(property(exchange.body, 'error'));
  const type = property(exchange.body, 'errorType');
  const suffix = said === undefined ? '' : `: ${said}`;
  if (status === 401 || status === 403)
    return failure(
      'E_PROMETHEUS_UNAUTHORISED',
      `Prometheus at ${url} refused the credentials (HTTP ${status})${suffix}; check prometheus.username and prometheus.password, or prometheus.token`,
    );
  if (type === 'timeout' || status === 504)
    return failure(
      'E_PROMETHEUS_TIMEOUT',
      `Prometheus at ${url} gave the query up (HTTP ${status})${suffix}`,
    );
  if (said !== undefined && (status === 400 || status === 422))
    return failure('E_PROMETHEUS_QUERY', `Prometheus refused the query: ${said}`);
  if (status >= 300 && status < 400)
    return failure(
      'E_PROMETHEUS_UNREACHABLE',
      `${url} redirects to ${exchange.location ?? 'another address'}; set prometheus.url to where Prometheus is`,
    );
  const hint = status === 404 ? '; is there a path missing in prometheus.url?' : '';
  return failure('E_PROMETHEUS_UNREACHABLE', `Prometheus at ${url} answered HTTP ${status}${suffix}${hint}`);
}

/** The failure of an exchange that brought no answer to use. */
export function failureOf(exchange: Exchange, url: string): QueryFailure {
  const { status, code = '', message = 'no answer' } = exchange;
  if (status !== undefined && status >= 300) return ofStatus(status, url, exchange);
  if (status !== undefined)
    return failure(
      'E_PROMETHEUS_UNREACHABLE',
      `${url} answers, but not as Prometheus does; check prometheus.url`,
    );
  if (TLS.test(code))
    return failure(
      'E_PROMETHEUS_UNREACHABLE',
      `Prometheus at ${url} cannot be trusted or does not trust us: ${message} (${code}); check prometheus.caFile, prometheus.certFile and prometheus.keyFile`,
    );
  const why = CONNECTION[code] ?? message;
  return failure('E_PROMETHEUS_UNREACHABLE', `Prometheus at ${url} cannot be reached: ${why}`);
}
