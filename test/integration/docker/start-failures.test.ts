import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Replica } from '../../../src/core/replica.ts';
import { type ComposeProject, composeProject, TEST_IMAGE } from '../../support/compose-project.ts';
import { soon } from '../../support/wait.ts';

/** Does what the file /flags/mode says, so that one definition has good and bad replicas. */
const MAIN = `
const mode = (() => { try { return require('fs').readFileSync('/flags/mode', 'utf8'); } catch { return ''; } })();
process.on('SIGTERM', () => process.exit(0));
if (mode === 'crash') { console.log('about to crash'); console.error('no database'); process.exit(7); }
if (mode === 'eat') { const kept = []; for (;;) kept.push(Buffer.alloc(4e6, 1)); }
setInterval(() => {}, 1000);
`;
const CHECK = `
const mode = (() => { try { return require('fs').readFileSync('/flags/mode', 'utf8'); } catch { return ''; } })();
if (mode === 'sick') { console.log('cannot reach the cache'); process.exit(1); }
if (mode === 'slow') { console.log('still warming up'); setInterval(() => {}, 1000); }
`;
const PLAIN = {
  image: TEST_IMAGE,
  command: ['node', '-e', MAIN],
  volumes: ['flags:/flags'],
  mem_limit: '96m',
};
const LIMITS = { timeoutMs: 30_000, settleMs: 300 };

describe('a replica that does not come up', () => {
  let project: ComposeProject;
  const made: Replica[] = [];

  const say = async (mode: string) => {
    const { id } = await project.containers.find(project.ref('plain'), soon());
    await project.containers.writeFile(id, '/flags/mode', mode, soon());
  };
  const create = async (service: string, number = 2) => {
    const replica = await project.target.create(project.ref(service), number, soon());
    made.push(replica);
    return replica;
  };
  const bringUp = async (service: string, limits = LIMITS) => {
    const started = await project.target.start(await create(service), soon());
    return await project.target.awaitReady(started, limits, soon(60_000));
  };

  beforeAll(async () => {
    const healthcheck = { test: ['CMD', 'node', '-e', CHECK], interval: '500ms', timeout: '20s', retries: 2 };
    project = await composeProject({
      services: {
        plain: PLAIN,
        restarting: { ...PLAIN, restart: 'always' },
        checked: { ...PLAIN, healthcheck },
        ranged: { ...PLAIN, ports: ['42211-42212:80'] },
      },
      volumes: { flags: {} },
    });
    await project.compose('up', '-d', '--wait');
  });

  afterEach(async () => {
    for (const replica of made.splice(0)) {
      await project.target.stop(replica, soon());
      await project.target.remove(replica, soon());
    }
    await say('');
  });

  afterAll(async () => {
    await project.down();
  });

  it('without a health check is ready once it stayed up, and not before', async () => {
    const begun = performance.now();
    const ready = await bringUp('plain', { timeoutMs: 20_000, settleMs: 1_000 });
    expect(performance.now() - begun).toBeGreaterThan(1_000);
    expect(ready.state).toBe('ready');
  });

  it.each(['plain', 'restarting'])(
    'crashes: its exit code and last log lines are told (%s)',
    async (service) => {
      await say('crash');
      await expect(bringUp(service, { timeoutMs: 30_000, settleMs: 5_000 })).rejects.toMatchObject({
        code: 'E_CRASH_LOOP',
        message: expect.stringMatching(/exited with code 7[\s\S]*about to crash\nno database/),
      });
    },
  );

  it('takes more memory than it may', async () => {
    await say('eat');
    await expect(bringUp('plain', { timeoutMs: 60_000, settleMs: 30_000 })).rejects.toMatchObject({
      code: 'E_OUT_OF_MEMORY',
    });
  });

  it('is unhealthy: what its check said is told', async () => {
    await say('sick');
    await expect(bringUp('checked')).rejects.toMatchObject({
      code: 'E_UNHEALTHY',
      message: expect.stringContaining('cannot reach the cache'),
    });
  });

  it('is not ready in time: its state is told', async () => {
    await say('slow');
    await expect(bringUp('checked', { timeoutMs: 1_500, settleMs: 300 })).rejects.toMatchObject({
      code: 'E_NOT_READY_IN_TIME',
      message: expect.stringMatching(
        /not ready after 1\.5 s: it is running, its health check still starting/,
      ),
    });
  });

  it('finds no free port in its range', async () => {
    await bringUp('ranged');
    const third = await create('ranged', 3);
    await expect(project.target.start(third, soon())).rejects.toMatchObject({
      code: 'E_START_FAILED',
      message: expect.stringMatching(/port/),
    });
  });

  it('is removed by someone else meanwhile', async () => {
    await say('slow');
    const started = await project.target.start(await create('checked'), soon());
    const failed = project.target.awaitReady(started, LIMITS, soon()).catch((error: unknown) => error);
    await project.docker('rm', '-f', started.id);
    expect(await failed).toMatchObject({ code: expect.stringMatching(/E_START_FAILED|E_CRASH_LOOP/) });
  });

  it('ends the wait with the caller’s signal', async () => {
    await say('slow');
    const started = await project.target.start(await create('checked'), soon());
    await expect(project.target.awaitReady(started, LIMITS, soon(700))).rejects.toMatchObject({
      code: 'E_DOCKER_TIMEOUT',
    });
  });
});
