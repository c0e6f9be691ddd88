import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectComposesOwn, expectNothingLeft } from '../support/stack/compose-view.ts';
import { isDraining, isInRotation } from '../support/stack/haproxy-servers.ts';
import { prepareStack, type Stack } from '../support/stack/stack.ts';
import { tellOnFailure } from '../support/stack/tell-on-failure.ts';
import { expectNoFailure, holdReplicas, startTraffic } from '../support/stack/traffic.ts';
import { until } from '../support/wait.ts';

const SERVICES = ['web', 'haproxy'];
const POLICY = {
  min: 2,
  max: 5,
  balancer: 'haproxy',
  metrics: { cpu: { source: 'docker.cpu', target: 10_000 } },
};

describe('scaling once from the command line, without a controller', () => {
  let stack: Stack;
  tellOnFailure(() => stack);

  beforeAll(async () => {
    stack = await prepareStack();
    await stack.policy(POLICY);
    await stack.up(...SERVICES);
    const { exitCode, stderr } = await stack.scale(2);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
  });
  afterAll(() => stack?.down());

  test('2 → 5 → 2 loses no request, and Compose takes each replica for its own', async () => {
    const traffic = startTraffic(stack.urls.web);
    const up = await stack.scale(5);
    expect(up.stdout).toMatch(/\/web: 2 → 5 in .*, all healthy and in the balancer/);
    expect(up.exitCode).toBe(0);
    await stack.settled(5, 0);
    await expectComposesOwn(stack, 5, SERVICES);
    const down = await stack.scale(2, '--json');
    expect(JSON.parse(down.stdout)).toMatchObject({ project: stack.project, service: 'web', from: 5, to: 2 });
    await stack.settled(2, 0);
    await expectComposesOwn(stack, 2, SERVICES);
    expectNoFailure(await traffic.stop());
  });

  test('a dry run tells the plan and changes nothing', async () => {
    const before = await stack.picture();
    const plan = await stack.scale(4, '--dry-run');
    expect(plan.stdout).toContain('2 → 4\n  replica 3: create → start → await-ready → join-balancer\n');
    const { stdout } = await stack.scale(1, '--dry-run', '--json', '--force');
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ project: stack.project, service: 'web', from: 2, to: 1, dryRun: true },
      plan: [
        [{ kind: 'drain', number: 2 }, { kind: 'leave-balancer' }, { kind: 'stop' }, { kind: 'remove' }],
      ],
    });
    expect(await stack.picture()).toEqual(before);
  });

  test('run --dry-run --once prints what run --once does, and only that one does it', async () => {
    const before = await stack.picture();
    const idle = await stack.cli.run('run', '--once', '--log-level', 'warn');
    expect(idle).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(await stack.picture()).toEqual(before);

    await stack.policy({ ...POLICY, min: 3 });
    const dry = await stack.cli.run('run', '--dry-run', '--once');
    expect(dry.stdout).toMatch(/\/web up from 2 to 3: .*\[.*BELOW_MIN.*\]\n?$/);
    expect(dry.exitCode).toBe(0);
    expect(await stack.picture()).toEqual(before);

    expect(await stack.cli.run('run', '--once', '--log-level', 'warn')).toMatchObject({ exitCode: 0 });
    await stack.settled(3, 0);
    await stack.policy(POLICY);
    expect(await stack.scale(2)).toMatchObject({ exitCode: 0 });
  });

  test('a count forced over the maximum stays until the next scale', async () => {
    const refused = await stack.scale(6);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('error E_OUT_OF_BOUNDS: 6 replicas of web is outside 2 to 5');
    await stack.settled(2, 0);

    expect(await stack.scale(6, '--force')).toMatchObject({ exitCode: 0, stderr: '' });
    await stack.settled(6, 0);
    expect(await stack.cli.run('run', '--once', '--log-level', 'warn')).toMatchObject({ exitCode: 0 });
    await stack.settled(6, 0);
    const explained = await stack.cli.json('explain', 'web', '--project', stack.project);
    expect(explained).toMatchObject({ action: 'hold', from: 6, to: 6, reasons: [{ code: 'MANUAL' }] });

    expect(await stack.scale(3)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await stack.cli.run('run', '--once', '--log-level', 'warn')).toMatchObject({ exitCode: 0 });
    await stack.settled(3, 0);
  });

  test('0 keeps a stopped replica to start again from', async () => {
    expect(await stack.scale(0, '--force')).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await stack.web()).map(({ state }) => state)).toEqual(['exited']);
    expect((await stack.servers()).filter(isInRotation)).toEqual([]);

    expect(await stack.scale(2)).toMatchObject({ exitCode: 0, stderr: '' });
    await stack.settled(2, 0);
    await expectComposesOwn(stack, 2, SERVICES);
  });

  test('interrupted on the way up, it undoes what it began', async () => {
    const before = await stack.picture();
    const traffic = startTraffic(stack.urls.web);
    const command = stack.cli.start('scale', 'web', '5', '--project', stack.project);
    await until(async () => (await stack.web()).length > 2, 'a new replica exists');
    command.kill('SIGINT');
    const { exitCode, stderr, stdout } = await command.ended;
    expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: '' });
    expect(stderr).toContain('error E_INTERRUPTED: ');
    expect(await stack.picture()).toEqual(before);
    await stack.settled(2, 0);
    expectNoFailure(await traffic.stop());
  });

  test('interrupted in a drain, it puts the replicas back', async () => {
    expect(await stack.scale(4)).toMatchObject({ exitCode: 0 });
    const before = await stack.picture();
    const traffic = startTraffic(stack.urls.web);
    const held = await holdReplicas(stack);
    const command = stack.cli.start('scale', 'web', '2', '--project', stack.project);
    await until(async () => (await stack.servers()).some(isDraining), 'a replica drains');
    command.kill('SIGINT');
    expect(await command.ended).toMatchObject({ exitCode: 130, stdout: '' });
    expect(await stack.picture()).toEqual(before);
    await stack.settled(4, 0);
    expectNoFailure(await traffic.stop());
    expectNoFailure(await held.stop());
  });

  test('down leaves nothing behind', async () => {
    await stack.compose('stop');
    expect((await stack.web()).map(({ state }) => state)).toEqual(Array(4).fill('exited'));
    await stack.compose('down', '--volumes');
    await expectNothingLeft(stack);
  });
});
