import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cliWith } from '../support/stack/cli.ts';

/** Policies with one fault each: the line and column it must be found at, and what must be said of it. */
const FAULTY: Readonly<Record<string, readonly [text: string, place: string, said: RegExp]>> = {
  'yaml.yaml': ['service: web\nmax: 3\nmetrics: { cpu: [\n', '4:1', /./],
  'unknown-key.yaml': ['service: web\nmax: 3\ncoldown: 5s\n', '3:1', /"coldown".*"cooldown"/],
  'bounds.yaml': ['service: web\nmin: 5\nmax: 3\n', '2:6', /"min" is 5, above "max" 3/],
  'no-max.yaml': ['service: web\nmin: 5\n', '1:1', /"max"/],
  'replicas.yaml': ['service: web\nmax: 2.5\n', '2:6', /"max" must be a whole number/],
  'thresholds.yaml': [
    'service: web\nmax: 3\nmetrics:\n  cpu:\n    source: docker.cpu\n    scaleUp: { above: 50 }\n    scaleDown: { below: 50 }\n',
    '7:25',
    /below 50.*not under 50/,
  ],
  'target.yaml': [
    'service: web\nmax: 3\nmetrics:\n  cpu: { source: docker.cpu, target: 0 }\n',
    '4:38',
    /target/,
  ],
  'duration.yaml': ['service: web\nmax: 3\ncooldown: { up: fast }\n', '3:17', /"fast"/],
  'promql.yaml': [
    'service: web\nmax: 3\nmetrics:\n  asked:\n    prometheus: sum(rate(x[5m]\n    scaleUp: { above: 1 }\n',
    '5:17',
    /asked/,
  ],
  'source.yaml': [
    'service: web\nmax: 3\nmetrics: { cpu: { source: docker.cup, target: 60 } }\n',
    '3:27',
    /docker\.cpu/,
  ],
  'shell.yaml': ["service: 'web; touch /tmp/evil'\nmax: 3\n", '1:10', /service name/],
  'haproxy.yaml': [
    'service: web\nmax: 3\nbalancer:\n  kind: haproxy\n  backend: "web\\n  server evil 10.0.0.1:80"\n',
    '5:12',
    /backend/,
  ],
  'cron.yaml': [
    "service: web\nmax: 3\nschedules:\n  day: { start: '0 25 * * *', end: '0 1 * * *', min: 2 }\n",
    '4:17',
    /"25" is no hour/,
  ],
};

interface Report {
  readonly valid: boolean;
  readonly policies: number;
  readonly faults: readonly { code: string; at: string; message: string; fix?: string }[];
}

describe('validate', () => {
  let folder: string;
  // Needs no engine, and must not look for one.
  const cli = cliWith({ ...process.env, DOCKER_HOST: 'unix:///does/not/exist.sock' });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'caste-validate-'));
    await mkdir(join(folder, 'faulty'));
    await writeFile(join(folder, 'good.yaml'), 'service: shop\nmax: 3\n---\nservice: till\nmax: 2\n');
    for (const [name, [text]] of Object.entries(FAULTY)) await writeFile(join(folder, 'faulty', name), text);
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('finds every fault of every file at its line and column, with exit code 2', async () => {
    const answer = await cli.run('validate', '--json', join(folder, 'faulty'), join(folder, 'good.yaml'));
    expect(answer).toMatchObject({ exitCode: 2, stderr: '' });
    const { valid, faults }: Report = JSON.parse(answer.stdout);
    expect(valid).toBe(false);
    const found = Object.fromEntries(faults.map(({ at, message }) => [at.replace(/^.*\//, ''), message]));
    const wanted = Object.entries(FAULTY).map(([name, [, place, said]]) => [
      `${name}:${place}`,
      expect.stringMatching(said),
    ]);
    expect(found).toEqual(Object.fromEntries(wanted));
    expect(faults.every(({ code }) => code === 'E_CONFIG')).toBe(true);
  });

  test('tells it to people, place first and the fix beneath', async () => {
    const file = join(folder, 'faulty', 'unknown-key.yaml');
    const answer = await cli.run('validate', file);
    expect(answer.exitCode).toBe(2);
    expect(answer.stdout).toBe('0 policies, 1 fault');
    expect(answer.stderr).toMatch(/^error E_CONFIG: .*unknown-key\.yaml:3:1: .*"coldown".*\n {2}fix: .*/);
  });

  test('finds nothing wrong with good ones, nor with those that are shipped', async () => {
    const answer = await cli.run('validate', '--json', join(folder, 'good.yaml'), 'scaling-policies');
    expect(answer).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(answer.stdout)).toMatchObject({ valid: true, faults: [] });
  });

  test('a file that is not there is a fault', async () => {
    const answer = await cli.run('validate', join(folder, 'none.yaml'));
    expect(answer).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('none.yaml') });
  });
});
