import { expect, it } from 'vitest';
import { Circuit } from '../../../../src/adapters/prometheus/circuit.ts';
import { type Exchange, failure, failureOf } from '../../../../src/adapters/prometheus/failure.ts';

const bad = (error: string, errorType = 'bad_data') => ({ status: 'error', errorType, error });

it.each<[string, Exchange, string, string]>([
  [
    'wrong credentials',
    { status: 401, body: 'no' },
    'E_PROMETHEUS_UNAUTHORISED',
    'refused the credentials (HTTP 401)',
  ],
  [
    'missing rights',
    { status: 403 },
    'E_PROMETHEUS_UNAUTHORISED',
    'check prometheus.username and prometheus.password, or prometheus.token',
  ],
  [
    'a bad query',
    { status: 400, body: bad('1:5: parse error') },
    'E_PROMETHEUS_QUERY',
    'Prometheus refused the query: 1:5: parse error',
  ],
  [
    'a query that cannot be run',
    { status: 422, body: bad('many-to-many', 'execution') },
    'E_PROMETHEUS_QUERY',
    'many-to-many',
  ],
  [
    'a query that took too long',
    { status: 503, body: bad('query timed out', 'timeout') },
    'E_PROMETHEUS_TIMEOUT',
    'query timed out',
  ],
  ['a gateway that gave up', { status: 504 }, 'E_PROMETHEUS_TIMEOUT', 'HTTP 504'],
  [
    'a gateway without Prometheus',
    { status: 502, body: '<html>' },
    'E_PROMETHEUS_UNREACHABLE',
    'answered HTTP 502',
  ],
  ['a wrong path', { status: 404 }, 'E_PROMETHEUS_UNREACHABLE', 'is there a path missing in prometheus.url?'],
  [
    'a redirect',
    { status: 302, location: 'https://q/' },
    'E_PROMETHEUS_UNREACHABLE',
    'redirects to https://q/',
  ],
  ['another server', { status: 200, body: 'hello' }, 'E_PROMETHEUS_UNREACHABLE', 'not as Prometheus does'],
  ['nothing there', { code: 'ECONNREFUSED' }, 'E_PROMETHEUS_UNREACHABLE', 'nothing listens there'],
  ['an unknown host', { code: 'ENOTFOUND' }, 'E_PROMETHEUS_UNREACHABLE', 'host name is unknown'],
  [
    'an untrusted certificate',
    { code: 'DEPTH_ZERO_SELF_SIGNED_CERT', message: 'self-signed certificate' },
    'E_PROMETHEUS_UNREACHABLE',
    'check prometheus.caFile',
  ],
  ['something else', { message: 'strange' }, 'E_PROMETHEUS_UNREACHABLE', 'cannot be reached: strange'],
])('%s', (_, exchange, code, message) => {
  const found = failureOf(exchange, 'http://p:9090');
  expect(found).toMatchObject({ kind: 'error', code });
  expect(found.message).toContain(message);
});

it('a circuit opens after three failures of Prometheus in a row, not of queries', () => {
  const circuit = new Circuit();
  const down = failure('E_PROMETHEUS_UNREACHABLE', 'down');
  circuit.note(down);
  circuit.note(down);
  circuit.note(failure('E_PROMETHEUS_QUERY', 'bad'));
  circuit.note(down);
  circuit.note(down);
  expect(circuit.open).toBeUndefined();
  circuit.note(down);
  expect(circuit.open).toBe(down);
  circuit.note({ body: {} });
  expect(circuit.open).toBeUndefined();
});
