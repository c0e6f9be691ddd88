import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PrintedLines } from '../support/own/edit.ts';
import { type OwnStack, startOwnStack } from '../support/own/own-stack.ts';
import { expectNoFailure, startTraffic } from '../support/stack/traffic.ts';

interface Initiated {
  readonly balancer: { readonly kind: string; readonly service: string };
  readonly policies: readonly { readonly service: string; readonly outcome: string; readonly min: number }[];
  readonly files: readonly { readonly file: string; readonly outcome: string }[];
  readonly lines: readonly PrintedLines[];
  readonly leftAlone: readonly { readonly service: string }[];
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
    const addresses = [...file.matchAll(/^ +server (?:s\d+ )?([\d.]+):8080/gm)];
    return addresses.map(([, address]) => address).sort();
  };
  const frontAddresses = async () => {
    const ids = (await stack.compose('ps', '--quiet', 'web')).split('\n');
    const format = `{{(index .NetworkSettings.Networks "${stack.project}_front").IPAddress}}`;
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
});
