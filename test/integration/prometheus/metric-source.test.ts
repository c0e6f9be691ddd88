import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PrometheusMetricSource } from '../../../src/adapters/prometheus/metric-source.ts';
import type { PrometheusOptions } from '../../../src/adapters/prometheus/options.ts';
import { UnconfiguredPrometheus } from '../../../src/adapters/prometheus/unconfigured.ts';
import type { MetricRequest } from '../../../src/core/ports.ts';
import type { Sample } from '../../../src/core/sample.ts';
import { metric } from '../../support/builders.ts';
import { CertificateAuthority } from '../../support/certificates.ts';
import { type Front, type Gate, startFront } from '../../support/prometheus-front.ts';
import { type PrometheusStack, startPrometheus } from '../../support/prometheus-stack.ts';

let prometheus: PrometheusStack;
const fronts: Front[] = [];
beforeAll(async () => {
  prometheus = await startPrometheus();
});
afterAll(async () => {
  await Promise.all(fronts.map((front) => front.close()));
  await prometheus?.down();
});

function source(options: Partial<PrometheusOptions> = {}): PrometheusMetricSource {
  return new PrometheusMetricSource({
    url: prometheus.url,
    timeoutMs: 5000,
    auth: { kind: 'none' },
    headers: {},
    concurrency: 8,
    ...options,
  });
}

function asks(query: string, service = 'web', maxAgeMs = 90_000): MetricRequest {
  return {
    ref: { project: 'shop', service },
    metric: metric({ source: { kind: 'prometheus', query }, maxAgeMs }),
    balancer: { kind: 'none' },
    replicaIds: [],
  };
}

const soon = (ms = 20_000) => AbortSignal.timeout(ms);

async function sample(query: string, from = source()): Promise<Sample> {
  const [only] = await from.read([asks(query)], soon());
  return only ?? { kind: 'empty' };
}

async function front(gate: Gate, tls?: Parameters<typeof startFront>[2]) {
  const started = await startFront(prometheus.url, gate, tls);
  fronts.push(started);
  return { ...started, url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${started.port}` };
}

describe('a sample', () => {
  it('is a value for exactly one series or a scalar, with its time', async () => {
    const before = Date.now();
    const found = await sample('fresh_metric{service="{{service}}"}');
    expect(found).toMatchObject({ kind: 'value', value: 5 });
    expect(found.kind === 'value' && found.at).toBeGreaterThanOrEqual(before);
    expect(await sample('scalar(fresh_metric) * 2')).toMatchObject({ kind: 'value', value: 10 });
    expect(await sample('sum(many_metric)')).toMatchObject({ kind: 'value', value: 6 });
  });

  it('is empty for no series, never 0', async () => {
    expect(await sample('nothing_at_all')).toEqual({ kind: 'empty' });
    expect(await sample('fresh_metric{service="other"}')).toEqual({ kind: 'empty' });
    expect(await sample('sum(rate(nothing_at_all[1m]))')).toEqual({ kind: 'empty' });
  });

  it('is stale when its samples are older than maxAge, wherever they stand in the query', async () => {
    for (const query of ['old_metric', 'sum(old_metric) / sum(fresh_metric) * 5'])
      expect(await sample(query), query).toMatchObject({ kind: 'stale', value: 7 });
    expect(await sample('last_over_time(old_metric[5m])')).toMatchObject({ kind: 'value', value: 7 });
    const [recent] = await source().read([asks('old_metric', 'web', 240_000)], soon());
    expect(recent).toMatchObject({ kind: 'value', value: 7 });
  });

  it.each([
    ['fresh_metric / 0', '+Inf'],
    ['-fresh_metric / 0', '-Inf'],
    ['0 * fresh_metric / 0', 'NaN'],
  ])('is not a number for %s', async (query, text) => {
    expect(await sample(query)).toEqual({ kind: 'not-a-number', text });
  });

  it.each([
    ['many_metric', 'E_PROMETHEUS_QUERY', 'gives 3 series, but one number is needed; wrap it in sum(…)'],
    ['sum(', 'E_PROMETHEUS_QUERY', '1:5: parse error: unclosed left parenthesis'],
    ['rate(fresh_metric)', 'E_PROMETHEUS_QUERY', 'expected type range vector'],
    ['fresh_metric * on() many_metric', 'E_PROMETHEUS_QUERY', 'many-to-many'],
    ['fresh_metric[1m]', 'E_PROMETHEUS_QUERY', 'a range of values'],
    ['"text"', 'E_PROMETHEUS_QUERY', 'a text, not a number'],
    ['sum(prometheus_http_request_duration_seconds)', 'E_PROMETHEUS_QUERY', 'a native histogram'],
  ])('is an error for %s', async (query, code, message) => {
    const found = await sample(query);
    expect(found).toMatchObject({ kind: 'error', code });
    expect(found.kind === 'error' && found.message).toContain(message);
  });
});

describe('many services', () => {
  it('share a request when they ask the same', async () => {
    const counter = await front(() => 'through');
    const same = Array.from({ length: 500 }, () => asks('fresh_metric'));
    const samples = await source({ url: counter.url }).read(same, soon());
    expect(samples.filter((s) => s.kind === 'value')).toHaveLength(500);
    expect(counter.seen).toHaveLength(1);
  });

  it('are asked about in few requests, each answer its own', async () => {
    const counter = await front(() => 'through');
    const requests = Array.from({ length: 300 }, (_, i) =>
      asks(`fresh_metric + ${i} # {{service}}`, `web-${i}`),
    );
    const samples = await source({ url: counter.url }).read(requests, soon());
    expect(samples.map((s) => s.kind === 'value' && s.value)).toEqual(requests.map((_, i) => 5 + i));
    expect(counter.seen.length).toBeLessThanOrEqual(8);
  });

  it('do not suffer from a bad query among them, which is asked alone from then on', async () => {
    const counter = await front(() => 'through');
    const from = source({ url: counter.url });
    const requests = Array.from({ length: 80 }, (_, i) =>
      asks(i === 7 ? 'many_metric[' : i === 9 ? '3' : `fresh_metric + ${i}`),
    );
    const read = async () => {
      const before = counter.seen.length;
      const samples = await from.read(requests, soon());
      expect(samples[7]).toMatchObject({ kind: 'error', code: 'E_PROMETHEUS_QUERY' });
      expect(samples[9]).toMatchObject({ kind: 'value', value: 3 });
      expect(samples.filter((s) => s.kind === 'value')).toHaveLength(79);
      return counter.seen.length - before;
    };
    expect(await read()).toBeGreaterThan(10);
    expect(await read()).toBeLessThanOrEqual(10);
  });

  it('keep empty, stale and not-a-number apart in a batch', async () => {
    const kinds = ['nothing', 'old_metric', 'fresh_metric / 0', 'many_metric', 'fresh_metric'];
    const requests = Array.from({ length: 60 }, (_, i) => asks(`${kinds[i % 5]} # ${i}`));
    const samples = await source().read(requests, soon());
    const expected = ['empty', 'stale', 'not-a-number', 'error', 'value'];
    expect(samples.map((s) => s.kind)).toEqual(requests.map((_, i) => expected[i % 5]));
  });
});

describe('a Prometheus behind a server that asks who is there', () => {
  const guarded = (expected: string) =>
    front((incoming, answer) => {
      if (incoming.headers.authorization === expected) return 'through';
      answer.writeHead(401, { 'content-type': 'text/plain' }).end('Unauthorized\n');
      return 'handled';
    });

  it('takes a user and password', async () => {
    const { url } = await guarded(`Basic ${Buffer.from('me:pä:ss').toString('base64')}`);
    const auth = { kind: 'basic', username: 'me', password: 'pä:ss' } as const;
    expect(await sample('fresh_metric', source({ url, auth }))).toMatchObject({ kind: 'value' });
    const wrong = await sample('fresh_metric', source({ url, auth: { ...auth, password: 'hunter2' } }));
    expect(wrong).toMatchObject({ kind: 'error', code: 'E_PROMETHEUS_UNAUTHORISED' });
    expect(JSON.stringify(wrong)).not.toContain('hunter2');
  });

  it('takes a bearer token, further headers, and a path of its own', async () => {
    const { url, seen } = await guarded('Bearer tok');
    const auth = { kind: 'bearer', token: 'tok' } as const;
    const from = source({ url: `${url}/prom`, auth, headers: { 'X-Scope-OrgID': 'team-a' } });
    expect(await sample('fresh_metric', from)).toMatchObject({ kind: 'value' });
    expect(seen[0]?.path).toBe('/prom/api/v1/query');
    expect(seen[0]?.headers['x-scope-orgid']).toBe('team-a');
    expect(await sample('fresh_metric', source({ url }))).toMatchObject({
      code: 'E_PROMETHEUS_UNAUTHORISED',
    });
  });
});

describe('a Prometheus behind TLS', () => {
  const authority = new CertificateAuthority('test authority');
  const tls = { ...authority.issue('prometheus'), ca: authority.cert };

  it('is trusted by its authority only', async () => {
    const { url } = await front(() => 'through', tls);
    expect(await sample('fresh_metric', source({ url, ca: authority.cert }))).toMatchObject({
      kind: 'value',
    });
    const stranger = await sample(
      'fresh_metric',
      source({ url, ca: new CertificateAuthority('other').cert }),
    );
    expect(stranger).toMatchObject({ kind: 'error', code: 'E_PROMETHEUS_UNREACHABLE' });
    expect(stranger.kind === 'error' && stranger.message).toContain('check prometheus.caFile');
    expect(await sample('fresh_metric', source({ url }))).toMatchObject({ code: 'E_PROMETHEUS_UNREACHABLE' });
  });

  it('may ask for a client certificate', async () => {
    const { url } = await front(() => 'through', { ...tls, requestCert: true, rejectUnauthorized: true });
    const client = authority.issue('autoscaler');
    expect(await sample('fresh_metric', source({ url, ca: authority.cert, client }))).toMatchObject({
      kind: 'value',
    });
    const without = await sample('fresh_metric', source({ url, ca: authority.cert }));
    expect(without).toMatchObject({ kind: 'error', code: 'E_PROMETHEUS_UNREACHABLE' });
  });
});

describe('a Prometheus in trouble', () => {
  it('that is not there is an error that says so, soon even for a thousand services', async () => {
    const from = source({ url: 'http://127.0.0.1:1' });
    const requests = Array.from({ length: 1000 }, (_, i) => asks(`fresh_metric + ${i}`));
    const begun = Date.now();
    const samples = await from.read(requests, soon());
    expect(Date.now() - begun).toBeLessThan(3000);
    expect(samples.every((s) => s.kind === 'error' && s.code === 'E_PROMETHEUS_UNREACHABLE')).toBe(true);
  });

  it('that never answers costs one deadline, however many services there are', async () => {
    const { url, seen } = await front(() => 'handled');
    const requests = Array.from({ length: 1000 }, (_, i) => asks(`fresh_metric + ${i}`));
    const begun = Date.now();
    const samples = await source({ url, timeoutMs: 300 }).read(requests, soon());
    expect(Date.now() - begun).toBeLessThan(3000);
    expect(seen.length).toBeLessThanOrEqual(16);
    expect(samples.every((s) => s.kind === 'error' && s.code === 'E_PROMETHEUS_TIMEOUT')).toBe(true);
  });

  it('that stops in the middle of its answer is out of time', async () => {
    const { url } = await front((_, answer) => {
      answer.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      answer.write('{"status":"success"');
      return 'handled';
    });
    const found = await sample('fresh_metric', source({ url, timeoutMs: 300 }));
    expect(found).toMatchObject({ kind: 'error', code: 'E_PROMETHEUS_TIMEOUT' });
  });

  it('whose connection is cut is asked once more, and then an error', async () => {
    let cuts = 1;
    const { url } = await front((incoming) => {
      if (cuts === 0) return 'through';
      cuts--;
      incoming.socket.destroy();
      return 'handled';
    });
    const from = source({ url });
    expect(await sample('fresh_metric', from)).toMatchObject({ kind: 'value', value: 5 });
    cuts = 2;
    expect(await sample('fresh_metric', from)).toMatchObject({
      kind: 'error',
      code: 'E_PROMETHEUS_UNREACHABLE',
    });
    expect(await sample('fresh_metric', from)).toMatchObject({ kind: 'value', value: 5 });
  });

  it('whose answer is cut off is an error', async () => {
    const { url } = await front((_, answer) => {
      answer.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      answer.write('{"status":"success"', () => answer.destroy());
      return 'handled';
    });
    expect(await sample('fresh_metric', source({ url }))).toMatchObject({ code: 'E_PROMETHEUS_UNREACHABLE' });
  });

  it.each([
    [200, 'text/html', '<html>hello</html>', 'E_PROMETHEUS_UNREACHABLE'],
    [200, 'application/json', '{"hello":"world"}', 'E_PROMETHEUS_UNREACHABLE'],
    [404, 'text/plain', 'not found', 'E_PROMETHEUS_UNREACHABLE'],
    [503, 'text/plain', 'starting', 'E_PROMETHEUS_UNREACHABLE'],
    [403, 'text/html', '<html>', 'E_PROMETHEUS_UNAUTHORISED'],
  ])('that answers %i with %s is an error', async (status, type, body, code) => {
    const { url } = await front((_, answer) => {
      answer.writeHead(status, { 'content-type': type }).end(body);
      return 'handled';
    });
    expect(await sample('fresh_metric', source({ url }))).toMatchObject({ kind: 'error', code });
  });

  it('does not lead credentials elsewhere by a redirect', async () => {
    const elsewhere = await front(() => 'through');
    const { url } = await front((_, answer) => {
      answer.writeHead(307, { location: `${elsewhere.url}/api/v1/query` }).end();
      return 'handled';
    });
    const found = await sample('fresh_metric', source({ url, auth: { kind: 'bearer', token: 'tok' } }));
    expect(found).toMatchObject({ kind: 'error', code: 'E_PROMETHEUS_UNREACHABLE' });
    expect(elsewhere.seen).toHaveLength(0);
  });

  it('is given up at the end of the tick', async () => {
    const { url } = await front(() => 'handled');
    const begun = Date.now();
    const [found] = await source({ url }).read([asks('fresh_metric')], AbortSignal.timeout(200));
    expect(Date.now() - begun).toBeLessThan(2000);
    expect(found).toMatchObject({ kind: 'error', code: 'E_PROMETHEUS_TIMEOUT' });
  });

  it('is never asked through a proxy of the environment', async () => {
    const saved = process.env;
    process.env = {
      ...saved,
      HTTP_PROXY: 'http://127.0.0.1:1',
      http_proxy: 'http://127.0.0.1:1',
      NO_PROXY: '',
      no_proxy: '',
    };
    try {
      expect(await sample('fresh_metric')).toMatchObject({ kind: 'value', value: 5 });
    } finally {
      process.env = saved;
    }
  });

  it('that nobody configured is an error that says what to set', async () => {
    const [found] = await new UnconfiguredPrometheus().read([asks('up')]);
    expect(found?.kind === 'error' && found.message).toContain('set PROMETHEUS_URL');
  });
});
