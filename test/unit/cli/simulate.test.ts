import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FOLLOWING, OfflineCli } from '../../support/simulation/offline-cli.ts';
import { crowds, daily } from '../../support/simulation/shapes.ts';

const cli = new OfflineCli();
afterAll(() => cli.close());
const policy = cli.write('web.yaml', FOLLOWING);
const trace = cli.write('daily.csv', daily(1));
const simulate = (...args: readonly string[]) => cli.run('simulate', ...args);
const BASE = ['--policy', policy, '--trace', trace];

describe('autoscaler simulate', () => {
  it('prints one JSON document, the same each time', async () => {
    const { code, out, err } = await simulate(...BASE, '--json');
    expect(code).toBe(0);
    expect(err).toBe(`note: ${trace} is shorter than ten days: 7 h 12 min of history, 16 h 48 min scored\n`);
    const document = JSON.parse(out);
    expect(Object.keys(document)).toEqual([
      'trace',
      'policy',
      'startUpSeconds',
      'requests',
      'overSloRequestsPercent',
      'overSloTimePercent',
      'replicaHours',
      'oracleReplicaHours',
      'costRatio',
      'actions',
      'underProvisioning',
      'overProvisioning',
      'oracleAtBudget',
      'baselines',
    ]);
    expect(document).toMatchObject({ trace, policy, startUpSeconds: 30, overSloRequestsPercent: 0 });
    expect(document.costRatio).toBeGreaterThan(1.1);
    expect(document.costRatio).toBeLessThan(1.35);
    expect((await simulate(...BASE, '--json')).out).toBe(out);
    expect((await simulate(...BASE, '--json', '--seed', '2')).out).not.toBe(out);
  });

  it('prints a table with the best possible for people', async () => {
    const { out } = await simulate(...BASE);
    expect(out).toMatch(/^ +req over SLO +time over SLO +replica-h +of best/);
    expect(out).toMatch(/^policy +0\.00 %/m);
    expect(out).toMatch(/^best possible .* 1\.000×/m);
  });

  it('tells money too where the policy has a price', async () => {
    const priced = cli.write('priced.yaml', `${FOLLOWING}\ncostPerReplicaHour: 0.5 EUR\n`);
    const args = ['--policy', priced, '--trace', trace, '--today', '20', '--against', 'hpa'];
    const { out } = await simulate(...args);
    expect(out).toMatch(/ +replica-h +EUR +of best/);
    expect(out).toMatch(/Against today the policy (saves|costs) \S+ replica-hours(?: more)? \(\S+ EUR, /);
    const chart = join(cli.folder, 'priced.svg');
    const { replicaHours, cost, baselines, today } = JSON.parse(
      (await simulate(...args, '--json', '--chart', chart)).out,
    );
    expect(readFileSync(chart, 'utf8')).toMatch(/ replica-hours {2}· {2}\S+ EUR {2}· /);
    expect(cost).toEqual({ amount: expect.closeTo(replicaHours / 2, 3), currency: 'EUR' });
    expect(baselines[0].cost.amount).toBeCloseTo(baselines[0].replicaHours / 2, 3);
    expect(today.cost.amount).toBeCloseTo(today.replicaHours / 2, 3);
  });

  it('contention costs replicas, deciding less often misses', async () => {
    const scores = async (...args: readonly string[]) =>
      JSON.parse(
        (await simulate('--policy', policy, '--trace', cli.write('steep.csv', crowds(1)), '--json', ...args))
          .out,
      );
    const plain = await scores();
    const crowded = await scores('--contention', '0.002,1e-4');
    const slow = await scores('--control-interval', '5m');
    expect(crowded.requests / crowded.oracleReplicaHours).toBeLessThan(
      plain.requests / plain.oracleReplicaHours,
    );
    expect(slow.overSloRequestsPercent).toBeGreaterThan(plain.overSloRequestsPercent);
  });

  it('a longer start-up misses more of sudden crowds', async () => {
    const sudden = ['--policy', policy, '--trace', cli.write('crowds.csv', crowds(1)), '--json'];
    const missed = async (startUp: string) =>
      JSON.parse((await simulate(...sudden, '--start-up', startUp)).out).overSloRequestsPercent;
    expect(await missed('2m')).toBeGreaterThan(await missed('5s'));
  });
});

describe('files beside the report', () => {
  const timeline = join(cli.folder, 'timeline.csv');
  const chart = join(cli.folder, 'chart.svg');

  it('hold the timeline, a row for each step of the scored part, and the chart', async () => {
    const { out } = await simulate(...BASE, '--json', '--timeline', timeline, '--chart', chart);
    const { requests, replicaHours } = JSON.parse(out);
    const [header, ...rows] = readFileSync(timeline, 'utf8').trimEnd().split('\n');
    expect(header).toBe('t,load,desired,running,ready');
    expect(rows).toHaveLength((16.8 * 3600) / 5);
    const columns = rows.map((row) => row.split(',').map(Number));
    expect(columns.map(([t]) => t)).toEqual(rows.map((_, index) => index * 5));
    const sum = (column: number) => columns.reduce((total, cells) => total + (cells[column] ?? 0), 0);
    expect(sum(1) * 5).toBeCloseTo(requests, 3);
    expect((sum(3) * 5) / 3600).toBeCloseTo(replicaHours, 3);
    expect(readFileSync(chart, 'utf8')).toMatch(/^<svg xmlns.*web\.yaml under daily\.csv.*<\/svg>\n$/s);
  });

  it('are refused where they cannot be written', async () => {
    const { code, out, err } = await simulate(...BASE, '--chart', join(cli.folder, 'gone', 'chart.svg'));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Name a file in --chart whose folder is there');
  });
});

it('says so when the policy’s max is below what the load needs', async () => {
  const small = cli.write('small.yaml', FOLLOWING.replace('max: 60', 'max: 8'));
  const { err } = await simulate('--policy', small, '--trace', trace, '--against', 'none');
  expect(err).toMatch(/note: the load needs up to 4\d replicas to keep the SLO, the policy’s max is 8\n/);
});

describe('what the policy is held against', () => {
  const names = async (...args: readonly string[]) => {
    const { baselines, ...own } = JSON.parse((await simulate(...BASE, '--json', ...args)).out);
    for (const { name, ...scores } of baselines) {
      const { trace: _, policy: __, startUpSeconds: ___, oracleAtBudget: ____, ...keys } = own;
      expect([name, ...Object.keys(scores)]).toEqual([name, ...Object.keys(keys)]);
      expect(scores.requests).toBe(own.requests);
      expect(scores.oracleReplicaHours).toBe(own.oracleReplicaHours);
    }
    return baselines.map(({ name }: { readonly name: string }) => name);
  };

  it('is every baseline, or the chosen ones, or none', async () => {
    expect(await names()).toEqual(['hpa', 'keda', 'kpa', 'nomad', 'aws', 'script']);
    expect(await names('--against', 'keda,hpa=55.5')).toEqual(['keda', 'hpa=55.5']);
    expect(await names('--against', 'none')).toEqual([]);
  });

  it('shows what each costs beside the policy', async () => {
    const { out } = await simulate(...BASE, '--against', 'hpa=30,hpa=90');
    expect(out).toMatch(/^hpa=30 .* \+\d+(\.\d+)? %$/m);
    expect(out).toMatch(/^hpa=90 .* -\d+(\.\d+)? %$/m);
  });
});

describe('beside what scales today', () => {
  const beside = async (today: string) => {
    const args = [...BASE, '--against', 'none', '--today', today];
    const { today: scores, ...own } = JSON.parse((await simulate(...args, '--json')).out);
    return { own, scores, table: (await simulate(...args)).out };
  };

  it('a fixed count', async () => {
    const { own, scores, table } = await beside('45');
    expect(scores.replicaHours).toBeCloseTo(45 * 16.8);
    expect(scores.savedReplicaHours).toBeCloseTo(scores.replicaHours - own.replicaHours, 3);
    expect(scores.savedPercent).toBeCloseTo((100 * scores.savedReplicaHours) / scores.replicaHours, 3);
    expect(table).toMatch(/Against today the policy saves \d+ replica-hours \(\d[\d.]* %\), with 0\.00 % of/);
  });

  it('that costs less', async () => {
    const { scores, table } = await beside('3');
    expect(scores.savedReplicaHours).toBeLessThan(0);
    expect(table).toMatch(/the policy costs \d+ replica-hours more .* instead of 100\.00 %\.$/m);
  });

  it('another policy', async () => {
    const { own, scores } = await beside(
      cli.write('wasteful.yaml', FOLLOWING.replace('target: 31', 'target: 20')),
    );
    expect(scores.replicaHours).toBeGreaterThan(1.3 * own.replicaHours);
  });
});

it('takes a load in its own unit as it is', async () => {
  const rate = async (unit: string) => {
    const { out } = await simulate(...BASE, '--against', 'none', '--json', '--unit', unit);
    return JSON.parse(out).requests / (16.8 * 3600);
  };
  const perMinute = await rate('req/min');
  expect(perMinute).toBeGreaterThan(400);
  expect(perMinute).toBeLessThan(700);
  expect(await rate('req/step')).toBe(perMinute);
});
