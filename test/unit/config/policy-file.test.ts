import { describe, expect, it } from 'vitest';
import { parsePolicyFile } from '../../../src/config/policy-file.ts';
import { TRAFFIC_DEFAULTS } from '../../../src/core/balancing.ts';

function only(text: string) {
  const { drafts, faults } = parsePolicyFile(text, 'p.yaml');
  expect(faults).toEqual([]);
  expect(drafts).toHaveLength(1);
  const [draft] = drafts;
  if (draft === undefined) throw new Error('no draft');
  return draft;
}

describe('a policy file', () => {
  it('gets every default', () => {
    expect(only('service: web\nmax: 5\n')).toEqual({
      service: 'web',
      isShadow: false,
      at: 'p.yaml:1:10',
      body: {
        origin: 'p.yaml',
        min: 1,
        max: 5,
        metrics: [
          {
            name: 'cpu',
            unit: '%',
            source: { kind: 'docker', metric: 'cpu' },
            aggregate: 'average',
            maxAgeMs: 90_000,
            rule: { kind: 'target', target: 75, tolerance: 0.1 },
          },
        ],
        missingData: {
          rules: {
            empty: { whenUp: 'hold', otherwise: 'hold' },
            stale: { whenUp: 'hold', otherwise: 'hold' },
            'not-a-number': { whenUp: 'hold', otherwise: 'hold' },
            error: { whenUp: 'hold', otherwise: 'hold' },
          },
          floor: 1,
        },
        cooldown: { upMs: 0, downMs: 0 },
        stabilization: { upMs: 0, downMs: 0 },
        rateLimit: { up: [], down: [] },
        schedules: [],
        forecast: { metric: 'cpu', shortage: 0.0065 },
        drift: { increased: 'adopt', decreased: 'restore' },
        balancer: { kind: 'none' },
        lifecycle: { drainTimeoutMs: 30_000, readyTimeoutMs: 60_000, settleMs: 2000, victim: 'newest' },
      },
    });
  });

  it('learns the requests a replica carries where the balancer counts them', () => {
    const { metrics, forecast } = only('service: web\nmax: 5\nbalancer: haproxy\n').body;
    expect(metrics.map(({ name, aggregate, rule }) => ({ name, aggregate, rule }))).toEqual([
      { name: 'cpu', aggregate: 'average', rule: { kind: 'target', target: 75, tolerance: 0.1 } },
      { name: 'requests', aggregate: 'total', rule: { kind: 'learned', by: 'cpu', tolerance: 0.1 } },
    ]);
    expect(forecast).toEqual({ metric: 'requests', shortage: 0.0065 });
  });

  it('has a forecast where it says so, of the metric it names or the first with a target', () => {
    const metrics =
      'metrics:\n  slow: { source: balancer.queue, scaleUp: { above: 3 } }\n  cpu: { source: docker.cpu, target: 70 }\n  rps: { source: balancer.requests-per-second, target: 50 }\n';
    const forecastWith = (text: string) =>
      only(`service: web\nmax: 5\nbalancer: haproxy\n${text}`).body.forecast;
    expect(forecastWith(metrics)).toBeUndefined();
    expect(forecastWith(`${metrics}forecast: on\n`)).toEqual({ metric: 'cpu', shortage: 0.0065 });
    expect(forecastWith(`${metrics}forecast: { metric: rps, shortage: 2% }\n`)).toEqual({
      metric: 'rps',
      shortage: 0.02,
    });
    expect(forecastWith('forecast: off\n')).toBeUndefined();
    const own = only(`service: web\nmax: 5\nbalancer: haproxy\n${metrics}forecast: on\ncooldown: 20s\n`).body;
    expect(own.cooldown).toEqual({ upMs: 20_000, downMs: 20_000 });
  });

  it('fills in what nginx is expected to be', () => {
    expect(only('service: web\nmax: 3\nbalancer: nginx\n').body.balancer).toEqual({
      ...TRAFFIC_DEFAULTS,
      kind: 'nginx',
      service: 'nginx',
      backend: 'web',
      configDir: '/etc/nginx/auto',
      algorithm: 'leastconn',
    });
    const settings = '{ kind: nginx, service: lb, port: 80, backend: api, configDir: /a, algorithm: source }';
    expect(only(`service: web\nmax: 3\nbalancer: ${settings}\n`).body.balancer).toEqual({
      ...TRAFFIC_DEFAULTS,
      kind: 'nginx',
      service: 'lb',
      port: 80,
      backend: 'api',
      configDir: '/a',
      algorithm: 'source',
    });
  });

  it('reads every key', () => {
    const { body, project } = only(`
service: web
project: shop
min: 2
max: 10
balancer:
  kind: haproxy
  service: lb
  port: 8080
  backend: web_be
  configDir: /etc/haproxy/auto
  socket: tcp://lb:9999
  algorithm: roundrobin
  sticky: { cookie: lb }
  check: { path: /healthz, interval: 500ms, fall: 1, rise: 4 }
  circuitBreaker: { pause: 3s }
  slowStart: 20s
  timeouts: { connect: 100ms, response: 5m, queue: 1s, tunnel: 2h }
  body: { max: 100MB, buffering: true }
  rateLimit: { requests: 100, per: 10s }
metrics:
  cpu: { source: docker.cpu, scaleUp: { above: 70, for: 30s, step: 50% }, scaleDown: { below: 30, for: 1m, step: 2 } }
  requests: { prometheus: 'sum(x{p="{{service}}"})', aggregate: total, target: 50, tolerance: 5%, unit: " req/s", maxAge: 30s }
  slow: { source: balancer.response-time, scaleUp: { above: 200.5 } }
cooldown: 30s
stabilization: { up: 10s, down: 2m }
rateLimit: { up: [{ step: 100%, per: 15s }], down: [{ step: 1, per: 1m }] }
missingData: { empty: up, stale: { whenUp: floor }, notANumber: { otherwise: floor }, floor: 4 }
schedules: { office: { start: "0 8 * * 1-5", end: "0 19 * * 1-5", timeZone: Asia/Seoul, min: 4, max: 9 } }
costPerReplicaHour: 0.042 EUR
hostReserve: { cpu: 10%, memory: 20% }
drift: { increased: hold }
drain: { timeout: 20s }
readyTimeout: 2m
settle: 0s
victim: least-loaded
`);
    expect(project).toBe('shop');
    expect(body.balancer).toEqual({
      kind: 'haproxy',
      service: 'lb',
      port: 8080,
      backend: 'web_be',
      configDir: '/etc/haproxy/auto',
      socket: 'tcp://lb:9999',
      algorithm: 'roundrobin',
      weights: {},
      sticky: { cookie: 'lb' },
      check: { path: '/healthz', intervalMs: 500, fall: 1, rise: 4 },
      circuitBreaker: { failures: 5, pauseMs: 3000 },
      slowStartMs: 20_000,
      timeouts: { connectMs: 100, responseMs: 300_000, queueMs: 1000, tunnelMs: 7_200_000 },
      body: { maxBytes: 100 * 1024 ** 2, buffering: true },
      rateLimit: { requests: 100, periodMs: 10_000 },
      routes: [],
      listen: [],
    });
    expect(body.metrics.map((metric) => metric.rule)).toEqual([
      {
        kind: 'thresholds',
        up: { value: 70, forMs: 30_000, step: { kind: 'percent', percent: 50 } },
        down: { value: 30, forMs: 60_000, step: { kind: 'replicas', replicas: 2 } },
      },
      { kind: 'target', target: 50, tolerance: 0.05 },
      { kind: 'thresholds', up: { value: 200.5, forMs: 0, step: { kind: 'replicas', replicas: 1 } } },
    ]);
    expect(body.metrics[1]).toMatchObject({
      unit: ' req/s',
      aggregate: 'total',
      maxAgeMs: 30_000,
      source: { kind: 'prometheus', query: 'sum(x{p="{{service}}"})' },
    });
    expect(body.metrics[2]).toMatchObject({ unit: ' ms', aggregate: 'average' });
    expect(body.cooldown).toEqual({ upMs: 30_000, downMs: 30_000 });
    expect(body.stabilization).toEqual({ upMs: 10_000, downMs: 120_000 });
    expect(body.rateLimit).toEqual({
      up: [{ step: { kind: 'percent', percent: 100 }, periodMs: 15_000 }],
      down: [{ step: { kind: 'replicas', replicas: 1 }, periodMs: 60_000 }],
    });
    expect(body.missingData).toEqual({
      rules: {
        empty: { whenUp: 'up', otherwise: 'up' },
        stale: { whenUp: 'floor', otherwise: 'hold' },
        'not-a-number': { whenUp: 'hold', otherwise: 'floor' },
        error: { whenUp: 'hold', otherwise: 'hold' },
      },
      floor: 4,
    });
    expect(body.schedules).toEqual([
      { name: 'office', start: '0 8 * * 1-5', end: '0 19 * * 1-5', timeZone: 'Asia/Seoul', min: 4, max: 9 },
    ]);
    expect(body.hostReserve).toEqual({ cpuPercent: 10, memoryPercent: 20 });
    expect(body.price).toEqual({ perHour: 0.042, currency: 'EUR' });
    expect(body.drift).toEqual({ increased: 'hold', decreased: 'restore' });
    expect(body.lifecycle).toEqual({
      drainTimeoutMs: 20_000,
      readyTimeoutMs: 120_000,
      settleMs: 0,
      victim: 'least-loaded',
    });
  });

  it('reads the short forms', () => {
    const { body } = only(
      'service: web\nmax: 3\nbalancer: haproxy\nmissingData: floor\ndrift: hold\nhostReserve: 15%\nschedules: {}\n',
    );
    expect(body.balancer).toMatchObject({ kind: 'haproxy', service: 'haproxy', backend: 'web' });
    expect(body.missingData.rules.error).toEqual({ whenUp: 'floor', otherwise: 'floor' });
    expect(body.drift).toEqual({ increased: 'hold', decreased: 'hold' });
    expect(body.hostReserve).toEqual({ cpuPercent: 15, memoryPercent: 15 });
    expect(body.metrics).toEqual([]);
  });

  it('holds several documents, each with its origin', () => {
    const { drafts, faults } = parsePolicyFile(
      'service: a\nmax: 2\n---\n# b\nservice: b\nmax: 3\n---\n',
      'p.yaml',
    );
    expect(faults).toEqual([]);
    expect(drafts.map(({ service, at, body }) => [service, at, body.origin])).toEqual([
      ['a', 'p.yaml:1:10', 'p.yaml'],
      ['b', 'p.yaml:5:10', 'p.yaml:5'],
    ]);
  });

  it('may use anchors within a document', () => {
    const { body } = only(
      'service: web\nmax: 9\nmetrics:\n  a: &m { source: docker.cpu, target: 50 }\n  b: *m\n',
    );
    expect(body.metrics.map(({ name, rule }) => [name, rule.kind])).toEqual([
      ['a', 'target'],
      ['b', 'target'],
    ]);
  });
});
