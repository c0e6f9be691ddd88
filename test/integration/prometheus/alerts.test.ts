import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensureEngine } from '../../support/engine/engine.ts';
import { childEnv } from '../../support/engine/env.ts';
import { ensureImages } from '../../support/engine/images.ts';

const PROMETHEUS = 'prom/prometheus:v3.5.0';
const ALERTMANAGER = 'prom/alertmanager:v0.28.1';
const deploy = fileURLToPath(new URL('../../../deploy/', import.meta.url));

let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  const engine = await ensureEngine();
  await ensureImages(engine, [PROMETHEUS, ALERTMANAGER]);
  env = childEnv(engine, process.env);
});

/** Runs a program of the image on the files of a folder of deploy/, mounted where the stack has it. */
async function check(image: string, folder: string, program: string, ...args: readonly string[]) {
  const place = `/etc/${folder}`;
  const mount = ['--volume', `${deploy}${folder}:${place}:ro`, '--workdir', place];
  const run = ['run', '--rm', '--network', 'none', ...mount, '--entrypoint', program, image, ...args];
  const { all, exitCode } = await execa('docker', run, { env, all: true, reject: false });
  return { all, exitCode };
}

describe('alerts', () => {
  it('fire when they must, and not in the nearest case in which they must not', async () => {
    const { all, exitCode } = await check(
      PROMETHEUS,
      'prometheus',
      'promtool',
      'test',
      'rules',
      'alerts.test.yml',
    );
    expect(exitCode, all).toBe(0);
  });

  it('are loaded by a configuration of Prometheus that is valid', async () => {
    const { all, exitCode } = await check(
      PROMETHEUS,
      'prometheus',
      'promtool',
      'check',
      'config',
      'prometheus.yml',
    );
    expect(exitCode, all).toBe(0);
    expect(all).toContain('1 rule files found');
  });

  it.each(['none', 'mail', 'slack', 'webhook'])('go where %s.yml sends them', async (name) => {
    const { all, exitCode } = await check(
      ALERTMANAGER,
      'alertmanager',
      'amtool',
      'check-config',
      `${name}.yml`,
    );
    expect(exitCode, all).toBe(0);
  });
});
