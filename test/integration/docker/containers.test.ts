import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ComposeProject, composeProject, TEST_IMAGE } from '../../support/compose-project.ts';
import { soon, until } from '../../support/wait.ts';
import { talk } from './talking-process.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const SCRIPT = resolve(import.meta.dirname, 'path-process.ts');
const MAIN = "process.on('SIGUSR2',()=>console.log('heard'));console.log('up');setInterval(()=>{},1000)";

describe('work inside containers', () => {
  let project: ComposeProject;
  let id: string;

  beforeAll(async () => {
    project = await composeProject({});
    await mkdir(join(project.folder, 'shared', 'sub'), { recursive: true });
    await writeFile(join(project.folder, 'shared', 'sub', 'file'), 'from the host');
    const socket = `${project.host.replace('unix://', '')}:/var/run/docker.sock`;
    const repository = `${REPOSITORY}:${REPOSITORY}:ro`;
    await project.define({
      services: {
        lb: {
          image: TEST_IMAGE,
          command: ['node', '-e', MAIN],
          stop_signal: 'SIGKILL',
          expose: ['80'],
          networks: ['a', 'b'],
          volumes: [
            'auto:/etc/lb/auto',
            './shared/sub:/etc/lb/bound',
            './shared:/etc/lb/fixed:ro',
            '/anonymous',
          ],
        },
        sidecar: {
          image: TEST_IMAGE,
          command: ['sleep', '1000'],
          init: true,
          hostname: 'a-name-of-its-own',
          volumes: ['auto:/lb-auto', './shared:/lb-shared', socket, repository],
        },
        stopped: { image: TEST_IMAGE, command: ['true'] },
      },
      networks: { a: {}, b: {} },
      volumes: { auto: {} },
    });
    await project.compose('up', '-d');
    id = (await project.containers.find(project.ref('lb'), soon())).id;
    await until(async () => (await project.docker('logs', id)).includes('up'), 'it is up');
    await project.docker('wait', `${project.name}-stopped-1`);
  });

  afterAll(async () => {
    await project.down();
  });

  it('finds the running container of a service', async () => {
    const inspected = await project.inspect(`${project.name}-lb-1`);
    const networks = Object.values(inspected.NetworkSettings.Networks);
    expect(await project.containers.find(project.ref('lb'), soon())).toEqual({
      id: inspected.Id,
      name: `${project.name}-lb-1`,
      startedAt: Date.parse(inspected.State.StartedAt),
      command: ['docker-entrypoint.sh', 'node', '-e', MAIN],
      networkIds: networks.map((network) => network.NetworkID),
      hasIpv6: false,
      addresses: Object.fromEntries(networks.map((network) => [network.NetworkID, network.IPAddress])),
    });
  });

  it.each([
    ['stopped', /is “Exited \(0\)”/],
    ['ghost', /has no container/],
  ])('says why there is none: %s', async (service, message) => {
    await expect(project.containers.find(project.ref(service), soon())).rejects.toMatchObject({
      code: 'E_BALANCER_MISSING',
      message: expect.stringMatching(message),
      fix: expect.stringContaining(`up -d ${service}`),
    });
  });

  it('runs a command: its exit code and both outputs', async () => {
    const line = 'id -un; echo "to the other" >&2; exit 3';
    const { exitCode, output } = await project.containers.exec(id, ['sh', '-c', line], {
      user: 'node',
      signal: soon(),
    });
    expect(exitCode).toBe(3);
    expect(output.split('\n').sort()).toEqual(['', 'node', 'to the other']);
  });

  it('passes arguments as they are, whatever they are made of', async () => {
    const odd = ['a b', '$(id)', "'; exit 1 #", '*', '', 'ü\n'];
    const argv = ['node', '-e', 'process.stdout.write(JSON.stringify(process.argv.slice(1)))', '--', ...odd];
    const { exitCode, output } = await project.containers.exec(id, argv, { signal: soon() });
    expect([exitCode, JSON.parse(output)]).toEqual([0, odd]);
  });

  it('reads output of any length', async () => {
    const argv = ['node', '-e', "for (let i = 0; i < 2000; i++) console.log('é'.repeat(999))"];
    const { exitCode, output } = await project.containers.exec(id, argv, { signal: soon() });
    expect([exitCode, output.length]).toEqual([0, 2_000_000]);
  });

  it('waits no longer than the caller', async () => {
    await expect(project.containers.exec(id, ['sleep', '60'], { signal: soon(500) })).rejects.toMatchObject({
      code: 'E_DOCKER_TIMEOUT',
    });
  });

  it.each(['exec', 'readFile', 'writeFile', 'kill'] as const)(
    '%s in a container that does not run',
    async (verb) => {
      const gone = '0'.repeat(64);
      const work = {
        exec: () => project.containers.exec(gone, ['true'], { signal: soon() }),
        readFile: () => project.containers.readFile(gone, '/etc/hosts', soon()),
        writeFile: () => project.containers.writeFile(gone, '/tmp/x', '', soon()),
        kill: () => project.containers.kill(gone, 'SIGHUP', soon()),
      };
      const code = verb === 'writeFile' ? 'E_BALANCER_WRITE' : 'E_BALANCER_MISSING';
      await expect(work[verb]()).rejects.toMatchObject({ code });
    },
  );

  it('writes and reads files', async () => {
    const path = '/etc/lb/auto/backend.cfg';
    await project.containers.writeFile(id, path, 'grün\n', soon());
    expect(await project.containers.readFile(id, path, soon())).toBe('grün\n');
    await project.containers.writeFile(id, path, '', soon());
    expect(await project.containers.readFile(id, path, soon())).toBe('');
    const { output } = await project.containers.exec(id, ['stat', '-c', '%a', path], { signal: soon() });
    expect(output).toBe('644\n');
    expect(await project.containers.readFile(id, '/etc/lb/auto/none', soon())).toBeUndefined();
    expect(await project.containers.readFile(id, '/etc/lb/none/none', soon())).toBeUndefined();
  });

  it('reads through links', async () => {
    const line = 'cd /etc/lb/auto && echo deep > real && ln -sf real one && ln -sf ../auto/one two';
    await project.containers.exec(id, ['sh', '-c', line], { signal: soon() });
    expect(await project.containers.readFile(id, '/etc/lb/auto/two', soon())).toBe('deep\n');
  });

  it.each(['/etc/lb/none/backend.cfg', '/etc/lb/fixed/backend.cfg'])('cannot write %s', async (path) => {
    await expect(project.containers.writeFile(id, path, 'x', soon())).rejects.toMatchObject({
      code: 'E_BALANCER_WRITE',
      message: expect.stringContaining(path),
      fix: expect.stringContaining('mounted read-only'),
    });
  });

  it('sends signals', async () => {
    await project.containers.kill(id, 'SIGUSR2', soon());
    await until(async () => (await project.docker('logs', id)).includes('heard'), 'it heard');
  });

  it('reaches shared files from the host', async () => {
    const reach = (path: string) => project.containers.reachablePath(id, path, soon());
    expect(await reach('/etc/lb/bound/file')).toBe(join(project.folder, 'shared', 'sub', 'file'));
    expect(await reach('/etc/lb/fixed/sub/yet-to-come.sock')).toBe(
      join(project.folder, 'shared', 'sub', 'yet-to-come.sock'),
    );
    expect(await reach('/etc/passwd')).toBeUndefined();
  });

  it('reaches shared files from a sidecar', async () => {
    const argv = ['compose', '-p', project.name, 'exec', '-T', 'sidecar', 'node', SCRIPT, id];
    const paths = [
      '/etc/lb/auto/a.sock',
      '/etc/lb/auto',
      '/etc/lb/bound/file',
      '/anonymous/x',
      '/etc/passwd',
    ];
    const said = await talk('docker', ['-H', project.host, ...argv, ...paths]).hear();
    expect(said).toEqual(['/lb-auto/a.sock', '/lb-auto', '/lb-shared/sub/file', null, null]);
  });
});
