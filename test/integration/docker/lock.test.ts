import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ComposeProject, composeProject, TEST_IMAGE } from '../../support/compose-project.ts';
import { soon, until } from '../../support/wait.ts';
import { type TalkingProcess, talk } from './talking-process.ts';

const SCRIPT = resolve(import.meta.dirname, 'lock-process.ts');
const REPOSITORY = resolve(import.meta.dirname, '../../..');

describe('the engine’s lock', () => {
  let project: ComposeProject;
  let lockName: string;
  let processes: TalkingProcess[] = [];
  let containers: string[] = [];

  const script = (host: string, journal: string) => [SCRIPT, host, lockName, journal];
  const controller = async (journal: string) => {
    const started = talk(process.execPath, script(project.host, journal));
    processes.push(started);
    return { ...started, said: await started.hear() };
  };
  /** A container that may use the engine and idles until something is run in it. */
  const sidecar = async (suffix: string, ...command: readonly string[]) => {
    const socket = project.host.replace('unix://', '');
    const name = `${project.name}-${suffix}`;
    containers.push(name);
    const mounts = ['-v', `${REPOSITORY}:${REPOSITORY}:ro`, '-v', `${socket}:/var/run/docker.sock`];
    await project.docker('run', '-d', '-i', '--init', '--name', name, ...mounts, TEST_IMAGE, ...command);
    return name;
  };
  const inSidecar = async (name: string, journal: string) => {
    const host = 'unix:///var/run/docker.sock';
    const started = talk('docker', [
      '-H',
      project.host,
      'exec',
      '-i',
      name,
      'node',
      ...script(host, journal),
    ]);
    processes.push(started);
    return { ...started, said: await started.hear() };
  };

  beforeAll(async () => {
    project = await composeProject({});
    lockName = `${project.name}-lock`;
  });

  afterEach(async () => {
    for (const one of processes) one.kill('SIGKILL');
    await Promise.all(processes.map((one) => one.ended));
    processes = [];
    for (const name of [lockName, ...containers])
      await project.docker('rm', '-f', name).catch(() => undefined);
    containers = [];
  });

  afterAll(async () => {
    await project.down();
  });

  it('is held by one; the other is told who', async () => {
    const [first, second] = [await controller('a'), await controller('b')];
    expect(await first.ask('acquire')).toEqual({ held: true });
    expect(await second.ask('acquire')).toMatchObject({
      holder: {
        description: expect.stringMatching(/^process \d+ on /),
        journalId: 'a',
        kind: 'controller',
        since: expect.any(Number),
      },
    });
    expect(await second.ask('holder')).toMatchObject({ holder: { journalId: 'a' } });
    expect(await first.ask('release')).toEqual({ released: true });
    expect(await second.ask('holder')).toEqual({ holder: null });
    expect(await second.ask('acquire')).toEqual({ held: true });
  });

  it('goes to exactly one of many that want it at once', async () => {
    const all = await Promise.all(['a', 'b', 'c', 'd'].map(controller));
    const outcomes = await Promise.all(all.map((one) => one.ask('acquire')));
    expect(outcomes.filter((outcome) => JSON.stringify(outcome) === '{"held":true}')).toHaveLength(1);
  });

  it('of a killed process is taken over at once, by exactly one', async () => {
    const [first, ...others] = await Promise.all(['a', 'b', 'c'].map(controller));
    await first?.ask('acquire');
    first?.kill('SIGKILL');
    await first?.ended;
    const begun = performance.now();
    const outcomes = await Promise.all(others.map((one) => one.ask('acquire')));
    expect(outcomes.filter((outcome) => JSON.stringify(outcome) === '{"held":true}')).toHaveLength(1);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it('stays with a process that is only slow', async () => {
    const [first, second] = [await controller('a'), await controller('b')];
    await first.ask('acquire');
    first.kill('SIGSTOP');
    expect(await second.ask('acquire')).toMatchObject({ holder: { journalId: 'a' } });
    first.kill('SIGCONT');
  });

  it('is made again by its holder when it was pruned', async () => {
    const [first, second] = [await controller('a'), await controller('b')];
    await first.ask('acquire');
    await project.docker('rm', lockName);
    await until(
      async () => (await project.docker('ps', '-aq', '--filter', `name=${lockName}`)) !== '',
      'it is back',
    );
    expect(await second.ask('acquire')).toMatchObject({ holder: { journalId: 'a' } });
  });

  it('is lost to who took it while the holder slept', async () => {
    const [first, second] = [await controller('a'), await controller('b')];
    await first.ask('acquire');
    first.kill('SIGSTOP');
    await project.docker('rm', lockName);
    expect(await second.ask('acquire')).toEqual({ held: true });
    first.kill('SIGCONT');
    expect(await first.hear()).toEqual({ lost: 'E_LOCK_LOST' });
  });

  it('of a killed or restarted container is free at once', async () => {
    const name = await sidecar('restarted', 'sleep', '1000');
    const inside = await inSidecar(name, 'a');
    expect(await inside.ask('acquire')).toEqual({ held: true });
    const outside = await controller('b');
    expect(await outside.ask('acquire')).toMatchObject({
      holder: { description: expect.stringMatching(`^container ${name} \\([0-9a-f]{12}\\)$`) },
    });
    await project.docker('restart', '--time', '0', name);
    const again = await inSidecar(name, 'a');
    expect(await again.ask('acquire')).toEqual({ held: true });
    await project.docker('kill', name);
    expect(await outside.ask('acquire')).toEqual({ held: true });
  });

  it('of a process that died inside a container that lives is free when its lease ends', async () => {
    const name = await sidecar('leased', 'sleep', '1000');
    const inside = await inSidecar(name, 'a');
    expect(await inside.ask('acquire')).toEqual({ held: true });
    const outside = await controller('b');
    await project.docker(
      'exec',
      name,
      'sh',
      '-c',
      'for p in $(ls /proc | grep "^[0-9]"); do grep -q lock-proces[s] /proc/$p/cmdline && kill -9 $p; done; true',
    );
    expect(await outside.ask('acquire')).toMatchObject({ holder: { journalId: 'a' } });
    const beside = await inSidecar(name, 'c');
    expect(await beside.ask('holder')).toEqual({ holder: null });
    await until(
      async () => JSON.stringify(await outside.ask('acquire')) === '{"held":true}',
      'the lease ends',
      25_000,
    );
  });

  it('runs no container, and is none of Compose’s', async () => {
    const first = await controller('a');
    await first.ask('acquire');
    const inspected = await project.inspect(lockName);
    expect(inspected.State.Status).toBe('created');
    const known = (await project.target.list(soon())).flatMap((service) =>
      service.replicas.map((one) => one.name),
    );
    expect(known).not.toContain(lockName);
  });
});
