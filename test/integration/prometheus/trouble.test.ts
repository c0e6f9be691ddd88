import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UnconfiguredPrometheus } from '../../../src/adapters/prometheus/unconfigured.ts';
import { asks, type PrometheusBench, startBench } from '../../support/prometheus-bench.ts';
import { soon } from '../../support/wait.ts';

let bench: PrometheusBench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench?.down());

describe('a Prometheus in trouble', () => {
  it('that is not there is an error that says so, soon even for a thousand services', async () => {
    const from = bench.source({ url: 'http://127.0.0.1:1' });
    const requests = Array.from({ length: 1000 }, (_, i) => asks(`fresh_metric + ${i}`));
    const begun = Date.now();
    const samples = await from.read(requests, soon());
    expect(Date.now() - begun).toBeLessThan(3000);
    expect(samples.every((s) => s.kind === 'error' && s.code === 'E_PROMETHEUS_UNREACHABLE')).toBe(true);
  });

  it('that never answers costs one deadline, however many services there are', async () => {
    const { url, seen } = await bench.front(() => 'handled');
    const requests = Array.from({ length: 1000 }, (_, i) => asks(`fresh_metric + ${i}`));
    const begun = Date.now();
    const samples = await bench.source({ url, timeoutMs: 300 }).read(requests, soon());
    expect(Date.now() - begun).toBeLessThan(3000);
    expect(seen.length).toBeLessThanOrEqual(16);
    expect(samples.every((s) => s.kind === 'error' && s.code === 'E_PROMETHEUS_TIMEOUT')).toBe(true);
  });

  it('that stops in the middle of its answer is out of time', async () => {
    const { url } = await bench.front((_, answer) => {
      answer.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      answer.write('{"status":"success"');
      return 'handled';
    });
    const found = await bench.sample('fresh_metric', bench.source({ url, timeoutMs: 300 }));
    expect(found).toMatchObject({ kind: 'error', code: 'E_PROMETHEUS_TIMEOUT' });
  });

  it('whose connection is cut is asked once more, and then an error', async () => {
    let cuts = 1;
    const { url } = await bench.front((incoming) => {
      if (cuts === 0) return 'through';
      cuts--;
      incoming.socket.destroy();
      return 'handled';
    });
    const from = bench.source({ url });
    expect(await bench.sample('fresh_metric', from)).toMatchObject({ kind: 'value', value: 5 });
    cuts = 2;
    expect(await bench.sample('fresh_metric', from)).toMatchObject({
      kind: 'error',
      code: 'E_PROMETHEUS_UNREACHABLE',
    });
    expect(await bench.sample('fresh_metric', from)).toMatchObject({ kind: 'value', value: 5 });
  });

  it('whose answer is cut off is an error', async () => {
    const { url } = await bench.front((_, answer) => {
      answer.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      answer.write('{"status":"success"', () => answer.destroy());
      return 'handled';
    });
    expect(await bench.sample('fresh_metric', bench.source({ url }))).toMatchObject({
      code: 'E_PROMETHEUS_UNREACHABLE',
    });
  });

  it.each([
    [200, 'text/html', '<html>hello</html>', 'E_PROMETHEUS_UNREACHABLE'],
    [200, 'application/json', '{"hello":"world"}', 'E_PROMETHEUS_UNREACHABLE'],
    [404, 'text/plain', 'not found', 'E_PROMETHEUS_UNREACHABLE'],
    [503, 'text/plain', 'starting', 'E_PROMETHEUS_UNREACHABLE'],
    [403, 'text/html', '<html>', 'E_PROMETHEUS_UNAUTHORISED'],
  ])('that answers %i with %s is an error', async (status, type, body, code) => {
    const { url } = await bench.front((_, answer) => {
      answer.writeHead(status, { 'content-type': type }).end(body);
      return 'handled';
    });
    expect(await bench.sample('fresh_metric', bench.source({ url }))).toMatchObject({ kind: 'error', code });
  });

  it('does not lead credentials elsewhere by a redirect', async () => {
    const elsewhere = await bench.front(() => 'through');
    const { url } = await bench.front((_, answer) => {
      answer.writeHead(307, { location: `${elsewhere.url}/api/v1/query` }).end();
      return 'handled';
    });
    const found = await bench.sample(
      'fresh_metric',
      bench.source({ url, auth: { kind: 'bearer', token: 'tok' } }),
    );
    expect(found).toMatchObject({ kind: 'error', code: 'E_PROMETHEUS_UNREACHABLE' });
    expect(elsewhere.seen).toHaveLength(0);
  });

  it('is given up at the end of the tick', async () => {
    const { url } = await bench.front(() => 'handled');
    const begun = Date.now();
    const [found] = await bench.source({ url }).read([asks('fresh_metric')], AbortSignal.timeout(200));
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
      expect(await bench.sample('fresh_metric')).toMatchObject({ kind: 'value', value: 5 });
    } finally {
      process.env = saved;
    }
  });

  it('that nobody configured is an error that says what to set', async () => {
    const [found] = await new UnconfiguredPrometheus().read([asks('up')]);
    expect(found?.kind === 'error' && found.message).toContain('set PROMETHEUS_URL');
  });
});
