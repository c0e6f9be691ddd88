import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PrometheusHistory } from '../../../src/adapters/prometheus/history.ts';
import { startRecordedPrometheus } from '../../support/recorded-prometheus.ts';
import { cliWith } from '../../support/stack/cli.ts';
import { soon } from '../../support/wait.ts';

const MINUTE = 60;
const TEN_DAYS = 14_400;
const end = Math.floor(Date.now() / 60_000) * MINUTE;
const begin = end - (TEN_DAYS - 1) * MINUTE;
const load = (minute: number) => Math.round(500 + 300 * Math.sin((2 * Math.PI * minute) / 1440));
const minutes = Array.from({ length: TEN_DAYS }, (_, minute) => ({
  at: begin + minute * MINUTE,
  value: load(minute),
}));
const REF = { project: 'shop', service: 'web' };
const POLICY = `service: web
max: 60
balancer: haproxy
metrics: { cpu: { source: docker.cpu, target: 60 } }
`;

let prometheus: Awaited<ReturnType<typeof startRecordedPrometheus>>;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'history-'));
  await writeFile(join(folder, 'web.yaml'), POLICY);
  const rows = minutes.map(({ at, value }) => `${at},${value}\n`);
  await writeFile(join(folder, 'load.csv'), `timestamp_seconds,value\n${rows.join('')}`);
  const series = (name: string, from: readonly (typeof minutes)[number][]) =>
    from.map((each) => ({ ...each, series: name }));
  prometheus = await startRecordedPrometheus([
    ...series('load{service="web"}', minutes),
    ...series('broken', [...minutes.slice(0, 5000), ...minutes.slice(6000)]),
    ...series('young', minutes.slice(-600)),
    ...series('many{n="1"}', minutes.slice(-60)),
    ...series('many{n="2"}', minutes.slice(-60)),
    ...series(
      'negative',
      minutes.slice(-600).map((each) => ({ ...each, value: -each.value })),
    ),
  ]);
});
afterAll(async () => {
  await prometheus?.down();
  await rm(folder, { recursive: true, force: true });
});

describe('the past of a query', () => {
  const read = (query: string, from = begin, to = end) =>
    new PrometheusHistory({
      url: prometheus.url,
      timeoutMs: 10_000,
      auth: { kind: 'none' },
      headers: {},
      concurrency: 4,
    }).read(query, REF, { fromMs: from * 1000, toMs: to * 1000, stepMs: 60_000 }, soon());

  it('is every number, over Prometheus’ limit of points too', async () => {
    const values = await read('load{service="{{service}}"}');
    expect(values).toHaveLength(TEN_DAYS);
    expect(values[0]).toEqual({ at: begin * 1000, value: load(0) });
    expect(values.at(-1)).toEqual({ at: end * 1000, value: load(TEN_DAYS - 1) });
  });

  it('leaves out what is no number, and is empty where nothing was', async () => {
    expect(await read('load{service="web"} / (load{service="web"} > 700)', end - 600, end)).toEqual([]);
    expect(await read('0 * load / 0', end - 600, end)).toEqual([]);
    expect(await read('nothing_at_all')).toEqual([]);
  });

  it('must be one series of numbers', async () => {
    await expect(read('many')).rejects.toMatchObject({ code: 'E_PROMETHEUS_QUERY' });
    await expect(read('load[5m]')).rejects.toMatchObject({ code: 'E_PROMETHEUS_QUERY' });
    await expect(read('load{service={{service}}}')).rejects.toMatchObject({ code: 'E_PROMETHEUS_QUERY' });
  });
});

describe('autoscaler simulate --prometheus', () => {
  const cli = cliWith({ PATH: process.env.PATH });
  const simulate = (...args: readonly string[]) =>
    cli.run('simulate', '--policy', join(folder, 'web.yaml'), '--against', 'hpa', '--json', ...args);
  const from = (query: string, range = '10d') =>
    simulate('--prometheus', prometheus.url, '--query', query, '--range', range);

  it('comes to the verdict that the same load from a file gets', async () => {
    const [recorded, file] = [await from('load'), await simulate('--trace', join(folder, 'load.csv'))];
    expect([recorded.exitCode, file.exitCode]).toEqual([0, 0]);
    const [mine, its] = [JSON.parse(recorded.stdout), JSON.parse(file.stdout)];
    expect(mine.trace).toBe(prometheus.url);
    for (const key of ['requests', 'replicaHours', 'oracleReplicaHours', 'costRatio'])
      expect(mine[key] / its[key], key).toBeCloseTo(1, 2);
    expect(mine.overSloRequestsPercent).toBeCloseTo(its.overSloRequestsPercent, 0);
  });

  it('says when it is from, where its history is younger than asked for', async () => {
    const young = await from('young', '1d');
    expect(young.exitCode).toBe(0);
    expect(young.stderr).toMatch(
      /nothing was recorded before 20\S+Z, although 20\S+Z to 20\S+Z was asked for/,
    );
  });

  it.each([
    ['nothing_at_all', 2, 'Prometheus has no number from 20'],
    ['broken', 2, ' rows are missing before this one'],
    ['negative', 2, 'the load is negative (-'],
    ['many', 2, 'gives 2 series, but one number is needed'],
    ['sum(', 2, 'parse error'],
  ])('gives no verdict on %s', async (query, exitCode, message) => {
    const refused = await from(query);
    expect(refused.stderr).toContain(message);
    expect(refused).toMatchObject({ exitCode, stdout: '' });
  });

  it('says when Prometheus is not there', async () => {
    const refused = await simulate('--prometheus', 'http://127.0.0.1:1');
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
    expect(refused.stderr).toContain('nothing listens there');
  });
});
