import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { type Cli, cliWith, type RunningCli } from '../support/stack/cli.ts';
import { containersOf } from '../support/stack/containers.ts';
import { prepareStack, type Stack } from '../support/stack/stack.ts';
import { tellOnFailure } from '../support/stack/tell-on-failure.ts';
import { until } from '../support/wait.ts';

const POLICY = {
  min: 2,
  max: 5,
  balancer: 'haproxy',
  metrics: { cpu: { source: 'docker.cpu', target: 10_000 } },
  cooldown: { down: '10m' },
};
/** Sooner than a lease runs out: the death itself must be noticed. */
const AT_ONCE_MS = 8_000;

describe('several controllers on one engine', () => {
  let stack: Stack;
  tellOnFailure(() => stack);
  const running: RunningCli[] = [];

  beforeAll(async () => {
    stack = await prepareStack();
    await stack.policy(POLICY);
    await stack.up();
    await stack.settled(2);
  });
  afterAll(async () => {
    for (const controller of running) controller.kill('SIGKILL');
    await Promise.all(running.map(({ ended }) => ended));
    await stack?.down();
  });

  /** The program with a journal of its own. */
  function elsewhere(name: string): Cli {
    return cliWith({ ...stack.cliEnv, AUTOSCALER_STATE_DIR: join(stack.folder, name) });
  }

  function startController(cli: Cli): RunningCli {
    const controller = cli.start('run');
    running.push(controller);
    return controller;
  }

  const hasStarted = (controller: RunningCli) => () => controller.said().includes('controller started');
  const picture = async () => (await stack.web()).map(({ id }) => id);

  test('verify asks from the controller’s container, and the controller restores the replica that it kills', async () => {
    const args = ['verify', 'web', '--project', stack.project, '--requests', '60', '--failover', '--json'];
    const { exitCode, stdout, stderr } = await stack.cli.run(...args);
    expect(stderr).toMatch(
      /^killing \S+-web-2 while requests run; the controller \(container .+\) is to restore it\n?$/,
    );
    const { checks } = JSON.parse(stdout);
    const verdicts = checks.map((one: { check: string; verdict: string }) => `${one.check} ${one.verdict}`);
    expect(verdicts).toEqual([
      'agreement held',
      'answers held',
      'spread held',
      'failover: loss held',
      'failover: recovery held',
      'agreement afterwards held',
    ]);
    expect(exitCode).toBe(0);
    await stack.settled(2, 0);
  });

  test('another project with a service of the same name, on the same network, is left alone', async () => {
    const other = `${stack.project}-other`;
    const file = join(stack.folder, 'other.json');
    const web = { image: 'compose-autoscaler/demo-web', init: true, networks: ['shared'] };
    const shared = { external: true, name: `${stack.project}_backend` };
    await writeFile(file, JSON.stringify({ services: { web }, networks: { shared } }));
    const compose = (...args: readonly string[]) => stack.docker('compose', '-p', other, '-f', file, ...args);
    const theirs = async () =>
      (await containersOf(stack.engine, other, 'web')).map(({ id, state }) => `${id} ${state}`);
    try {
      await compose('up', '--detach', '--no-build');
      const before = await theirs();
      await stack.policy(`service: web\n${stringify({ ...POLICY, min: 3 })}`);
      await stack.settled(3);
      const unclear = await stack.cli.run('scale', 'web', '2');
      expect(unclear.exitCode).toBe(2);
      expect(unclear.stderr).toContain(
        'error E_SERVICE_AMBIGUOUS: service "web" exists in several projects: ',
      );
      await stack.policy(POLICY);
      expect(await stack.scale(2)).toMatchObject({ exitCode: 0 });
      await stack.settled(2, 0);
      expect(before).toHaveLength(1);
      expect(await theirs()).toEqual(before);
    } finally {
      await compose('down', '--timeout', '1');
    }
  });

  test('a second one refuses, naming the first: the container, then the process that took over at its death', async () => {
    const before = await picture();
    const beside = await stack.cli.run('run');
    expect(beside.exitCode).toBe(1);
    const container = `${stack.project}-autoscaler-1`;
    expect(beside.stderr).toContain(`another controller works on this engine: container ${container} (`);

    await stack.docker('kill', container);
    const first = startController(stack.cli);
    await until(hasStarted(first), 'a controller takes over from the killed container', AT_ONCE_MS);
    const second = await elsewhere('second').run('run', '--once');
    expect(second.exitCode).toBe(1);
    expect(second.stderr).toContain(`another controller works on this engine: process ${first.pid} on `);

    first.kill('SIGKILL');
    await first.ended;
    const third = startController(elsewhere('third'));
    await until(hasStarted(third), 'a controller takes over from the killed process', AT_ONCE_MS);
    third.kill('SIGTERM');
    expect(await third.ended).toMatchObject({ exitCode: 0 });
    expect(await picture()).toEqual(before);
  });

  test('a process that controls does what scale asks for; a scale with another journal is refused', async () => {
    const controller = startController(stack.cli);
    await until(hasStarted(controller), 'the controller has started');
    const scaled = await stack.scale(4, '--json');
    expect(scaled).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(scaled.stdout)).toMatchObject({ from: 2, to: 4 });
    await stack.settled(4, 0);

    const foreign = await elsewhere('foreign').run('scale', 'web', '3', '--project', stack.project);
    expect(foreign.exitCode).toBe(1);
    expect(foreign.stderr).toContain('error E_LOCKED: this engine is under the control of process ');
    await stack.settled(4, 0);

    const refused = await stack.scale(9);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('E_OUT_OF_BOUNDS');
    controller.kill('SIGTERM');
    expect(await controller.ended).toMatchObject({ exitCode: 0 });
  });

  test('a scale that a container’s controller does is undone when it is interrupted here', async () => {
    await stack.docker('start', `${stack.project}-autoscaler-1`);
    await stack.settled(4);
    const command = stack.cli.start('scale', 'web', '5', '--project', stack.project);
    await until(async () => (await stack.web()).length > 4, 'a new replica exists');
    command.kill('SIGINT');
    expect(await command.ended).toMatchObject({ exitCode: 130, stdout: '' });
    await stack.settled(4, 0);
  });
});
