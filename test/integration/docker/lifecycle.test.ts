import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceRef } from '../../../src/core/policy.ts';
import { type ComposeProject, composeProject, TEST_IMAGE } from '../../support/compose-project.ts';
import { soon, until } from '../../support/wait.ts';

const POLITE =
  "process.on('SIGTERM',()=>{console.log('bye');process.exit(0)});console.log('up');setInterval(()=>{},1000)";
const DEAF = "process.on('SIGTERM',()=>{});console.log('up');setInterval(()=>{},1000)";

describe('the life of replicas', () => {
  let project: ComposeProject;

  beforeAll(async () => {
    project = await composeProject({
      services: {
        polite: {
          image: TEST_IMAGE,
          command: ['node', '-e', POLITE],
          volumes: ['/anonymous'],
          stop_grace_period: '1s',
          restart: 'always',
        },
        deaf: { image: TEST_IMAGE, command: ['node', '-e', DEAF], stop_grace_period: '1s' },
      },
    });
    await project.compose('up', '-d');
  });

  afterAll(async () => {
    await project.down();
  });

  const up = async (service: string, number: number) => {
    const created = await project.target.create(project.ref(service), number, soon());
    const started = await project.target.start(created, soon());
    const ready = await project.target.awaitReady(started, { timeoutMs: 20_000, settleMs: 200 }, soon());
    await until(async () => (await project.docker('logs', ready.id)).includes('up'), 'its handler is there');
    return ready;
  };

  it('several start at once', async () => {
    const ready = await Promise.all([2, 3, 4].map((number) => up('polite', number)));
    expect(new Set(ready.map((replica) => replica.addresses[0]?.ipv4)).size).toBe(3);
    const replicas = await project.replicas('polite');
    expect(replicas.map((replica) => [replica.number, replica.state])).toEqual(
      [1, 2, 3, 4].map((n) => [n, 'ready']),
    );
  });

  it('stops by the container’s own signal; stopped and removed already are success', async () => {
    const [, replica] = await project.replicas('polite');
    if (replica === undefined) throw new Error('no second replica');
    const volume = (await project.inspect(replica.id)).Mounts[0]?.Name ?? '';
    await project.target.stop(replica, soon());
    expect(await project.docker('logs', replica.id)).toContain('bye');
    await project.target.stop(replica, soon());
    expect((await project.replicas('polite'))[1]?.state).toBe('exited');
    const again = await project.target.start(replica, soon());
    expect(await project.target.start(again, soon())).toMatchObject({ id: replica.id, state: 'ready' });
    await project.target.stop(replica, soon());
    await Promise.all([project.target.remove(replica, soon()), project.target.remove(replica, soon())]);
    await project.target.remove(replica, soon());
    await project.target.stop(replica, soon());
    expect((await project.replicas('polite')).map((one) => one.number)).toEqual([1, 3, 4]);
    expect(await project.docker('volume', 'ls', '-q')).not.toContain(volume);
  });

  it('kills after the container’s own grace period', async () => {
    const replica = await up('deaf', 2);
    const begun = performance.now();
    await project.target.stop(replica, soon());
    expect(performance.now() - begun).toBeGreaterThan(900);
    expect((await project.inspect(replica.id)).State.ExitCode).toBe(137);
  });

  it('clones from a stopped replica where none runs', async () => {
    await project.compose('stop', '--timeout', '0', 'deaf');
    const created = await project.target.create(project.ref('deaf'), 5, soon());
    expect(created).toMatchObject({ name: `${project.name}-deaf-5`, state: 'created' });
  });

  it('takes the newest configuration as the template', async () => {
    await project.define({
      services: {
        polite: { image: TEST_IMAGE, command: ['node', '-e', POLITE], environment: { GENERATION: '2' } },
        deaf: { image: TEST_IMAGE, command: ['node', '-e', DEAF] },
      },
    });
    await project.compose('up', '-d', '--scale', 'polite=2', '--timeout', '1', 'polite');
    const created = await project.target.create(project.ref('polite'), 9, soon());
    expect((await project.inspect(created.id)).Config.Env).toContain('GENERATION=2');
  });

  it('is watched: start, death and removal of a service’s container are told, and nothing else', async () => {
    const stop = new AbortController();
    const seen: ServiceRef[] = [];
    project.target.watch((ref) => {
      if (ref.project === project.name) seen.push(ref);
    }, stop.signal);
    const deaf = await project.inspect(`${project.name}-deaf-1`);
    await until(async () => {
      await project.docker('start', deaf.Id);
      await project.docker('kill', deaf.Id);
      return seen.length > 0;
    }, 'the stream is open');
    await until(() => seen.length % 2 === 0, 'both events came');
    seen.length = 0;
    await project.docker('run', '--rm', TEST_IMAGE, 'true');
    await project.docker('start', deaf.Id);
    await until(() => seen.length >= 1, 'the start is told');
    await project.docker('exec', deaf.Id, 'true');
    await project.docker('kill', deaf.Id);
    await until(() => seen.length >= 2, 'the death is told');
    await project.docker('rm', deaf.Id);
    await until(() => seen.length >= 3, 'the removal is told');
    expect(seen).toEqual([1, 2, 3].map(() => project.ref('deaf')));
    stop.abort();
  });
});
