import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PrintedLines } from '../support/own/edit.ts';
import { type OwnStack, startOwnStack } from '../support/own/own-stack.ts';
import { expectNoFailure, startTraffic } from '../support/stack/traffic.ts';
import { until } from '../support/wait.ts';

interface Initiated {
  readonly balancer: { readonly kind: string; readonly service: string };
  readonly policies: readonly { readonly service: string; readonly outcome: string; readonly min: number }[];
  readonly files: readonly { readonly file: string; readonly outcome: string }[];
  readonly lines: readonly PrintedLines[];
  readonly leftAlone: readonly { readonly service: string }[];
}

interface Verified {
  readonly held: boolean;
  readonly url: string;
  readonly checks: readonly Readonly<Record<'check' | 'expected' | 'measured' | 'verdict', string>>[];
}

describe.each(['haproxy', 'nginx'] as const)('a project with its own %s', (kind) => {
  let stack: OwnStack;
  let policies: string;

  beforeAll(async () => {
    stack = await startOwnStack(kind);
    policies = join(stack.folder, 'scaling-policies');
  });
  afterAll(() => stack?.down());

  const init = (...options: readonly string[]) =>
    stack.cli.json<Initiated>('init', '--project', stack.project, '--out', policies, ...options);
  const generated = async () => {
    const folder = join(stack.folder, 'entry-auto');
    const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
    return await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  };
  /** The addresses of servers of `web` in the generated file. */
  const servers = async () => {
    const file = (await generated()).find((text) => text.includes(`# Service: ${stack.project}/web\n`)) ?? '';
    const addresses = [...file.matchAll(/^ +server (?:s\d+ )?\[?([\d.]+|[\da-f:]+)\]?:8080/gm)];
    return addresses.map(([, address]) => address).sort();
  };
  const frontAddresses = async () => {
    const ids = (await stack.compose('ps', '--quiet', 'web')).split('\n');
    const front = `{{with index .NetworkSettings.Networks "${stack.project}_front"}}`;
    const format = `${front}{{or .GlobalIPv6Address .IPAddress}}{{end}}`;
    return (await stack.docker('inspect', '--format', format, ...ids)).split('\n').sort();
  };

  test('a dry run writes nothing and changes nothing', async () => {
    const { policies: found, balancer } = await init('--dry-run');
    expect(balancer).toMatchObject({ kind, service: 'entry' });
    expect(found).toMatchObject([{ service: 'api' }, { service: 'web', min: 2 }]);
    expect(existsSync(policies)).toBe(false);
    const told = await stack.cli.run('init', '--project', stack.project, '--out', policies, '--dry-run');
    expect(told).toMatchObject({ exitCode: 0, stderr: '' });
    expect(told.stdout).toContain(`To add to ${stack.configFile}`);
  });

  test('with the printed lines it scales without a lost request, and its files stay its own', async () => {
    const before = await readFile(stack.configFile, 'utf8');
    const { lines, files, leftAlone } = await init();
    expect(await readFile(stack.configFile, 'utf8')).toBe(before);
    expect(leftAlone.map(({ service }) => service)).toEqual(['database']);
    expect(files.map(({ outcome }) => outcome)).toEqual(Array(4).fill('written'));
    expect(await stack.cli.run('validate', policies)).toMatchObject({ exitCode: 0 });

    await stack.add(lines);
    const again = await init();
    const own = again.lines.filter(({ where }) => where !== 'services' && !where.startsWith('volumes'));
    expect(own).toEqual([]);
    expect(again.files).toHaveLength(2);
    expect(again.files.map(({ outcome }) => outcome)).not.toContain('written');

    const config = await readFile(stack.configFile, 'utf8');
    expect(await stack.cli.run('run', '--once', '--log-level', 'warn')).toMatchObject({ exitCode: 0 });
    const traffic = startTraffic(stack.url, { rate: 50 });
    const up = await stack.cli.run('scale', 'web', '3', '--project', stack.project);
    expect(up).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await servers()).toEqual(await frontAddresses());
    const down = await stack.cli.run('scale', 'web', '2', '--project', stack.project);
    expect(down).toMatchObject({ exitCode: 0, stderr: '' });
    expectNoFailure(await traffic.stop());
    expect(await frontAddresses()).toHaveLength(2);
    expect((await fetch(`${stack.url}/api/healthz`)).status).toBe(kind === 'nginx' ? 200 : 404);
    expect(await readFile(stack.configFile, 'utf8')).toBe(config);
  });

  const verify = async (...options: readonly string[]) => {
    const args = ['verify', 'web', '--project', stack.project, '--requests', '60', '--json', ...options];
    const { exitCode, stdout, stderr } = await stack.cli.run(...args);
    const verified: Verified = JSON.parse(stdout);
    return { exitCode, stderr, ...verified, of: verdictsOf(verified) };
  };
  const verdictsOf = ({ checks }: Verified) =>
    Object.fromEntries(checks.map(({ check, verdict }) => [check, verdict]));
  const containers = async () => {
    const listed = await stack.compose('ps', '--all', '--format', '{{.Name}} {{.State}}', 'web');
    return listed.split('\n').sort();
  };

  test('verify finds that it keeps its promises, and that a killed replica costs nothing and comes back', async () => {
    const before = await containers();
    const found = await verify('--failover');
    expect(found).toMatchObject({ exitCode: 0, held: true, url: `${stack.url}/` });
    expect(found.of).toEqual({
      agreement: 'held',
      answers: 'held',
      spread: 'held',
      'failover: loss': 'held',
      'failover: recovery': 'held',
      'agreement afterwards': 'held',
    });
    expect(found.stderr).toMatch(/^killing \S+-web-2 while requests run; verify is to restore it$/m);
    expect(await containers()).toEqual(before);
  });

  test('verify restores the replica also when it is interrupted', async () => {
    const before = await containers();
    const args = ['verify', 'web', '--project', stack.project, '--requests', '20', '--failover'];
    const running = stack.cli.start(...args);
    await until(
      async () => (await containers()).some((line) => line.endsWith('exited')),
      'a replica is killed',
    );
    running.kill('SIGINT');
    expect(await running.ended).toMatchObject({ exitCode: 130, stdout: '' });
    expect(await containers()).toEqual(before);
    expect(await verify()).toMatchObject({ exitCode: 0, held: true });
  });

  test('verify holds the shares against the weights, and sticky clients against their cookie', async () => {
    const file = join(policies, 'web.yaml');
    const before = await readFile(file, 'utf8');
    const [algorithm = ''] = /^ +algorithm: .*$/m.exec(before) ?? [];
    const apply = async (settings: string) => {
      await writeFile(file, before.replace(algorithm, `  algorithm: roundrobin\n  ${settings}`));
      expect(await stack.cli.run('run', '--once', '--log-level', 'warn')).toMatchObject({ exitCode: 0 });
    };
    await apply('weights: { "1": 50 }');
    const weighted = await verify();
    expect(weighted.of).toMatchObject({ spread: 'held' });
    expect(weighted.checks.find(({ check }) => check === 'spread')?.expected).toContain(
      'roundrobin: 20, 40,',
    );
    if (kind === 'haproxy') {
      await apply('sticky: { cookie: SHOP }');
      expect((await verify()).of).toMatchObject({ answers: 'held', spread: 'held', affinity: 'held' });
    }
    await writeFile(file, before);
    expect(await stack.cli.run('run', '--once', '--log-level', 'warn')).toMatchObject({ exitCode: 0 });
  });

  test('verify finds what is wrong', async () => {
    await stack.docker('kill', `${stack.project}-web-2`);
    const dead = await verify('--requests', '8');
    expect(dead).toMatchObject({ exitCode: 1, held: false, of: { agreement: 'failed' } });
    await stack.docker('start', `${stack.project}-web-2`);
    const elsewhere = await verify('--requests', '8', '--url', 'http://127.0.0.1:1/');
    expect(elsewhere).toMatchObject({ exitCode: 1, of: { answers: 'failed' } });
    const { exitCode, stderr } = await stack.cli.run('verify', 'database', '--project', stack.project);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('has no balancer');
  });
});
