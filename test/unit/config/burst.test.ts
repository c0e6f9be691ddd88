import { describe, expect, it } from 'vitest';
import { parsePolicyFile } from '../../../src/config/policy-file.ts';

function parsed(...lines: readonly string[]) {
  return parsePolicyFile(['service: web', 'max: 10', ...lines, ''].join('\n'), 'p.yaml');
}

const CPU = ['metrics:', '  cpu: { source: docker.cpu, target: 40 }'];
const query = (range: string, rest = '') => [
  'metrics:',
  `  rps: { prometheus: "sum(rate(x[${range}]))", aggregate: total, target: 50${rest} }`,
];

describe('burst', () => {
  it('is off unless asked for', () => {
    for (const lines of [CPU, [...CPU, 'burst: off'], [...CPU, 'burst: false']])
      expect(parsed(...lines).drafts[0]?.body.burst).toBeUndefined();
  });

  it.each(['burst: on', 'burst: true', 'burst: {}'])('has defaults for everything: %s', (line) => {
    expect(parsed(...CPU, line).drafts[0]?.body.burst).toEqual({
      metric: 'cpu',
      threshold: 2,
      windowMs: 15_000,
      lastsMs: 60_000,
    });
  });

  it('goes by the learned target of the default policy', () => {
    expect(parsed('balancer: haproxy', 'burst: on').drafts[0]?.body.burst?.metric).toBe('requests');
  });

  it('asks a query over its own window where that is left open', () => {
    const { faults, drafts } = parsed(
      ...query('{{window}}', ', window: 2m'),
      'burst: { threshold: 300%, window: 10s, lasts: 2m }',
    );
    expect(faults).toEqual([]);
    expect(drafts[0]?.body.metrics[0]?.source).toEqual({ kind: 'prometheus', query: 'sum(rate(x[120s]))' });
    expect(drafts[0]?.body.burst).toEqual({
      metric: 'rps',
      threshold: 3,
      windowMs: 10_000,
      lastsMs: 120_000,
      query: 'sum(rate(x[10s]))',
    });
  });

  it('leaves a window of a minute where there is no burst', () => {
    const source = parsed(...query('{{ window }}')).drafts[0]?.body.metrics[0]?.source;
    expect(source).toEqual({ kind: 'prometheus', query: 'sum(rate(x[60s]))' });
  });
});

it.each<[string, readonly string[], string, string]>([
  [
    'no such metric',
    [...CPU, 'burst: { metric: rps }'],
    'p.yaml:5:18: there is no metric "rps"',
    'Name one of: cpu.',
  ],
  [
    'thresholds only',
    ['metrics: { cpu: { source: docker.cpu, scaleUp: { above: 70 } } }', 'burst: on'],
    'p.yaml:4:8: the burst needs a metric with a target',
    'Give the metric a "target" instead of thresholds, or leave "burst" out.',
  ],
  [
    'a window that is not shorter than the metric’s',
    [...query('{{window}}'), 'burst: { window: 1m }'],
    'p.yaml:5:18: the burst’s window of 1m is not shorter than that of metric "rps", 1m',
    'Make "burst.window" shorter, or the "window" of the metric longer.',
  ],
  [
    'a query with a fixed range',
    [...query('1m'), 'burst: on'],
    'p.yaml:4:22: the query looks back over 1m, so that the burst cannot look over 15s',
    'Write [{{window}}] in place of [1m] and give the metric "window: 1m".',
  ],
  [
    'a window without a place in the query',
    query('1m', ', window: 1m'),
    'p.yaml:4:80: "window" in metric "rps" has no {{window}} in a query to stand for',
    'Write [{{window}}] as the range in the query, or remove it.',
  ],
  [
    'more memory than there is',
    ['metrics: { mem: { source: docker.memory, target: 70 } }', 'burst: on'],
    'p.yaml:4:8: 200% of the target 70 of metric "mem" is over 100 %, which memory never is',
    'Name another metric with "burst.metric", or lower "burst.threshold".',
  ],
  [
    'a threshold that is none',
    [...CPU, 'burst: { threshold: 90% }'],
    'p.yaml:5:21: "burst.threshold" must be a percentage such as 10%, from 110% to 1000%, not "90%"',
    '',
  ],
])('%s is a fault', (_, lines, fault, fix) => {
  const { faults } = parsed(...lines);
  expect(faults.map(({ at, message }) => `${at}: ${message}`)).toEqual([fault]);
  expect(faults[0]?.fix ?? '').toBe(fix);
});
