import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runProgram } from '../../../src/cli/program.ts';
import { crowds, daily } from '../../support/simulation/shapes.ts';

const folder = mkdtempSync(join(tmpdir(), 'simulate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const POLICY = `service: web
min: 1
max: 60
balancer: haproxy
metrics:
  requests: { source: balancer.requests-per-second, target: 31 }
cooldown: 0s
stabilization: { down: 2m }
`;

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const policy = file('web.yaml', POLICY);
const trace = file('daily.csv', daily(1));

async function simulate(...args: readonly string[]) {
  let [out, err] = ['', ''];
  const code = await runProgram(
    {
      open: () => Promise.reject(new Error('no engine is needed')),
      terminal: {
        out: (text) => {
          out += text;
        },
        err: (text) => {
          err += text;
        },
        isTty: false,
        columns: 80,
        interrupted: new AbortController().signal,
        inputEnded: () => new AbortController().signal,
        user: 'tester',
      },
      schedules: { active: () => [] },
      argv: ['simulate', ...args],
    },
    '0.0.0',
  );
  return { code, out, err };
}

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

  it('contention costs replicas, deciding less often misses', async () => {
    const scores = async (...args: readonly string[]) =>
      JSON.parse(
        (await simulate('--policy', policy, '--trace', file('steep.csv', crowds(1)), '--json', ...args)).out,
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
    const sudden = ['--policy', policy, '--trace', file('crowds.csv', crowds(1)), '--json'];
    const missed = async (startUp: string) =>
      JSON.parse((await simulate(...sudden, '--start-up', startUp)).out).overSloRequestsPercent;
    expect(await missed('2m')).toBeGreaterThan(await missed('5s'));
  });
});

describe('files beside the report', () => {
  const timeline = join(folder, 'timeline.csv');
  const chart = join(folder, 'chart.svg');

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
    const { code, out, err } = await simulate(...BASE, '--chart', join(folder, 'gone', 'chart.svg'));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Name a file in --chart whose folder is there');
  });
});

it('says so when the policy’s max is below what the load needs', async () => {
  const small = file('small.yaml', POLICY.replace('max: 60', 'max: 8'));
  const { err } = await simulate('--policy', small, '--trace', trace, '--against', 'none');
  expect(err).toMatch(/note: the load needs up to 4\d replicas to keep the SLO, the policy’s max is 8\n/);
});

describe('what the policy is held against', () => {
  const names = async (...args: readonly string[]) => {
    const { baselines, ...own } = JSON.parse((await simulate(...BASE, '--json', ...args)).out);
    for (const { name, ...scores } of baselines) {
      const { trace: _, policy: __, startUpSeconds: ___, ...keys } = own;
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

describe('what is refused with exit code 2', () => {
  const two = file('two.yaml', `${POLICY}---\n${POLICY.replace('web', 'api')}`);
  const query = file(
    'query.yaml',
    POLICY.replace('source: balancer.requests-per-second', 'prometheus: sum(x), aggregate: total'),
  );
  const negative = file('negative.csv', daily(1).replace(/,\d+\n/, ',-4\n'));
  it.each([
    ['no trace', ['--policy', policy], "'--trace <file>' not specified"],
    [
      'a trace that is not there',
      ['--policy', policy, '--trace', 'gone.csv'],
      'gone.csv: the trace cannot be read',
    ],
    [
      'a faulty trace',
      ['--policy', policy, '--trace', negative],
      'negative.csv:2: the load is negative (-4)',
    ],
    ['a policy that is not there', ['--policy', 'gone.yaml', '--trace', trace], 'gone.yaml'],
    ['several policies', ['--policy', two, '--trace', trace], 'two.yaml: 2 policies'],
    [
      'an unknown service',
      ['--policy', two, '--trace', trace, '--service', 'db'],
      'no policy for service "db"',
    ],
    [
      'a query nobody declared',
      ['--policy', query, '--trace', trace],
      'metric "requests" measures is not known',
    ],
    ['an unknown measure', [...BASE, '--metric', 'requests=cpu'], 'one of docker.cpu, '],
    ['an unknown baseline', [...BASE, '--against', 'hpa,kada'], '"kada" is none of hpa, keda, '],
    ['a target of the script', [...BASE, '--against', 'script=3'], 'script has no target'],
    ['a target that is no number', [...BASE, '--against', 'hpa=x'], 'must be a number over 0'],
    ['an SLO that cannot be kept', [...BASE, '--slo', '50ms'], 'over the SLO of 50 ms'],
    ['a rate of 0', [...BASE, '--service-rate', '0'], 'must be a number over 0'],
    ['half a contention', [...BASE, '--contention', '0.1'], 'two shares from 0 to below 1'],
    ['a contention over 1', [...BASE, '--contention', '2,0'], 'two shares from 0 to below 1'],
    ['too much contention', [...BASE, '--contention', '0.02,0.01'], 'Lower --peak-replicas or --contention'],
    ['an interval between steps', [...BASE, '--control-interval', '7s'], 'must be a multiple of 5s'],
    ['no replicas', [...BASE, '--peak-replicas', '0'], 'must be a whole number'],
  ])('%s', async (_, args, message) => {
    const { code, out, err } = await simulate(...args);
    expect(err).toContain(message);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  it('but a declared query and a named service do', async () => {
    const { code } = await simulate(
      '--policy',
      query,
      '--trace',
      trace,
      '--metric',
      'requests=balancer.in-flight',
    );
    expect(code).toBe(0);
    expect((await simulate('--policy', two, '--trace', trace, '--service', 'api')).code).toBe(0);
  });
});
