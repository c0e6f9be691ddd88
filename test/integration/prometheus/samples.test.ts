import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asks, type PrometheusBench, startBench } from '../../support/prometheus-bench.ts';
import { soon } from '../../support/wait.ts';

let bench: PrometheusBench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench?.down());

describe('a sample', () => {
  it('is a value for exactly one series or a scalar, with its time', async () => {
    const before = Date.now();
    const found = await bench.sample('fresh_metric{service="{{service}}"}');
    expect(found).toMatchObject({ kind: 'value', value: 5 });
    expect(found.kind === 'value' && found.at).toBeGreaterThanOrEqual(before);
    expect(await bench.sample('scalar(fresh_metric) * 2')).toMatchObject({ kind: 'value', value: 10 });
    expect(await bench.sample('sum(many_metric)')).toMatchObject({ kind: 'value', value: 6 });
  });

  it('is empty for no series, never 0', async () => {
    expect(await bench.sample('nothing_at_all')).toEqual({ kind: 'empty' });
    expect(await bench.sample('fresh_metric{service="other"}')).toEqual({ kind: 'empty' });
    expect(await bench.sample('sum(rate(nothing_at_all[1m]))')).toEqual({ kind: 'empty' });
  });

  it('is stale when its samples are older than maxAge, wherever they stand in the query', async () => {
    for (const query of ['old_metric', 'sum(old_metric) / sum(fresh_metric) * 5'])
      expect(await bench.sample(query), query).toMatchObject({ kind: 'stale', value: 7 });
    expect(await bench.sample('last_over_time(old_metric[5m])')).toMatchObject({ kind: 'value', value: 7 });
    const [recent] = await bench.source().read([asks('old_metric', 'web', 240_000)], soon());
    expect(recent).toMatchObject({ kind: 'value', value: 7 });
  });

  it.each([
    ['fresh_metric / 0', '+Inf'],
    ['-fresh_metric / 0', '-Inf'],
    ['0 * fresh_metric / 0', 'NaN'],
  ])('is not a number for %s', async (query, text) => {
    expect(await bench.sample(query)).toEqual({ kind: 'not-a-number', text });
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
    const found = await bench.sample(query);
    expect(found).toMatchObject({ kind: 'error', code });
    expect(found.kind === 'error' && found.message).toContain(message);
  });
});

describe('many services', () => {
  it('share a request when they ask the same', async () => {
    const counter = await bench.front(() => 'through');
    const same = Array.from({ length: 500 }, () => asks('fresh_metric'));
    const samples = await bench.source({ url: counter.url }).read(same, soon());
    expect(samples.filter((s) => s.kind === 'value')).toHaveLength(500);
    expect(counter.seen).toHaveLength(1);
  });

  it('are asked about in few requests, each answer its own', async () => {
    const counter = await bench.front(() => 'through');
    const requests = Array.from({ length: 300 }, (_, i) =>
      asks(`fresh_metric + ${i} # {{service}}`, `web-${i}`),
    );
    const samples = await bench.source({ url: counter.url }).read(requests, soon());
    expect(samples.map((s) => s.kind === 'value' && s.value)).toEqual(requests.map((_, i) => 5 + i));
    expect(counter.seen.length).toBeLessThanOrEqual(8);
  });

  it('do not suffer from a bad query among them, which is asked alone from then on', async () => {
    const counter = await bench.front(() => 'through');
    const from = bench.source({ url: counter.url });
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
    const samples = await bench.source().read(requests, soon());
    const expected = ['empty', 'stale', 'not-a-number', 'error', 'value'];
    expect(samples.map((s) => s.kind)).toEqual(requests.map((_, i) => expected[i % 5]));
  });
});
