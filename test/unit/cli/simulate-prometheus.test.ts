import { afterAll, describe, expect, it } from 'vitest';
import { FOLLOWING, OfflineCli } from '../../support/simulation/offline-cli.ts';

const cli = new OfflineCli();
afterAll(() => cli.close());
const policy = cli.write('web.yaml', FOLLOWING);
const simulate = (...args: readonly string[]) => cli.run('simulate', ...args);

describe('a load from Prometheus', () => {
  const FROM = [
    '--policy',
    policy,
    '--prometheus',
    'http://ann:secret@prom:9090',
    '--json',
    '--against',
    'none',
  ];
  const minutes = Array.from({ length: 1440 }, (_, i) => ({
    at: Date.UTC(2026, 0, 5) + i * 60_000,
    value: 100 + 80 * Math.sin(i / 200),
  }));

  it('is judged as the same numbers from a file are', async () => {
    cli.history.answer = minutes;
    const { out, err, code } = await simulate(...FROM, '--range', '1d');
    expect(code).toBe(0);
    expect(cli.history.asked).toEqual({
      url: 'http://ann:secret@prom:9090',
      query: 'sum(rate(haproxy_backend_http_requests_total{proxy="web"}[1m]))',
      days: 1,
    });
    expect(out + err).not.toContain('secret');
    const rows = minutes.map(({ at, value }) => `${at / 1000},${value}`);
    const same = cli.write('same.csv', `timestamp_seconds,value\n${rows.join('\n')}`);
    const fromFile = await simulate('--policy', policy, '--trace', same, '--json', '--against', 'none');
    expect(JSON.parse(out)).toEqual({ ...JSON.parse(fromFile.out), trace: 'http://prom:9090' });
  });

  it('is asked for by a query of one’s own', async () => {
    cli.history.answer = minutes;
    await simulate(...FROM, '--query', 'sum(up)', '--range', '36h');
    expect(cli.history.asked).toMatchObject({ query: 'sum(up)', days: 1.5 });
  });

  it('is refused when there is none, and told of when it is short', async () => {
    cli.history.answer = [];
    const none = await simulate(...FROM);
    expect(none).toMatchObject({ code: 2, out: '' });
    expect(none.err).toMatch(/Prometheus has no number from 20\S+Z to 20\S+Z/);
    cli.history.answer = minutes.map(({ at, value }) => ({
      at: at + Date.now() - minutes.length * 60_000,
      value,
    }));
    expect((await simulate(...FROM)).err).toContain('nothing was recorded before');
  });
});
