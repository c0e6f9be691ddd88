import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { connect } from '../../../src/adapters/docker/client.ts';
import { createDocker } from '../../../src/adapters/docker/index.ts';
import { soon } from '../../support/wait.ts';

describe('the door to the engine', () => {
  let folder: string;
  let servers: Server[] = [];

  const serve = async (name: string, listener: RequestListener) => {
    const path = join(folder, name);
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((done) => server.listen(path, done));
    return path;
  };
  const isRoot = process.getuid?.() === 0;
  /** What a process of an ordinary user is told. */
  const asNobody = async (path: string): Promise<unknown> => {
    const script = resolve(import.meta.dirname, 'door-process.ts');
    const nobody = isRoot ? { uid: 65534, gid: 65534 } : {};
    const { stdout } = await execa(process.execPath, [script, `unix://${path}`], nobody);
    return JSON.parse(stdout);
  };
  const list = (host: string) => createDocker({ host }).target.list(soon());

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cadk-door-'));
    await chmod(folder, 0o755);
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
    servers = [];
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it('is not there', async () => {
    await expect(list(`unix://${folder}/none.sock`)).rejects.toMatchObject({
      code: 'E_DOCKER_MISSING',
      message: expect.stringContaining(`${folder}/none.sock`),
      fix: expect.stringContaining('DOCKER_HOST'),
    });
  });

  it('is a directory, as a mount of a missing socket makes one', async () => {
    const path = join(folder, 'directory.sock');
    await mkdir(path);
    const refused = {
      code: 'E_DOCKER_MISSING',
      message: expect.stringContaining('is a directory'),
      fix: expect.stringContaining('DOCKER_SOCKET'),
    };
    await expect(list(`unix://${path}`)).rejects.toMatchObject(refused);
    expect(await asNobody(path)).toMatchObject(refused);
  });

  it('has nobody behind it', async () => {
    const path = join(folder, 'dead.sock');
    await writeFile(path, '');
    await expect(list(`unix://${path}`)).rejects.toMatchObject({ code: 'E_DOCKER_UNREACHABLE' });
    await expect(list('tcp://127.0.0.1:9')).rejects.toMatchObject({
      code: 'E_DOCKER_UNREACHABLE',
      message: expect.stringContaining('tcp://127.0.0.1:9'),
    });
  });

  it('is forbidden: the socket’s group is told, and the way in', async () => {
    const path = await serve('forbidden.sock', (_request, response) => response.end('[]'));
    if (isRoot) await chown(path, 0, 4711);
    await chmod(path, isRoot ? 0o600 : 0);
    const group = isRoot ? 4711 : process.getgid?.();
    expect(await asNobody(path)).toMatchObject({
      code: 'E_DOCKER_FORBIDDEN',
      message: expect.stringContaining(`group with id ${group}`),
      fix: expect.stringMatching(`DOCKER_GID=${group}.*sudo or join the docker group`),
    });
  });

  it('never answers', async () => {
    const path = await serve('silent.sock', () => undefined);
    const call = connect({ host: path }).call('asking', soon(), (docker) => docker.info(), 300);
    await expect(call).rejects.toMatchObject({
      code: 'E_DOCKER_TIMEOUT',
      message: `The Docker Engine at unix://${path} did not answer within 0.3 s while asking.`,
    });
  });

  it('breaks off in the middle of an answer', async () => {
    const path = await serve('cut.sock', (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('[{"Id":');
      setTimeout(() => response.destroy(), 50);
    });
    const call = connect({ host: path }).call('listing', soon(), (docker) => docker.listContainers(), 1_000);
    await expect(call).rejects.toMatchObject({
      code: expect.stringMatching(/^E_DOCKER_(TIMEOUT|UNREACHABLE)$/),
    });
  });

  it('is left when the caller gives up', async () => {
    const path = await serve('patient.sock', () => undefined);
    const stop = new AbortController();
    const call = connect({ host: path }).call('asking', stop.signal, (docker) => docker.info());
    stop.abort();
    await expect(call).rejects.toMatchObject({ code: 'E_INTERRUPTED', message: 'Interrupted while asking.' });
  });

  it('answers with an error of its own', async () => {
    const path = await serve('angry.sock', (_request, response) => {
      response.writeHead(500, { 'content-type': 'application/json' });
      response.end('{"message":"layer store is broken"}');
    });
    await expect(list(path)).rejects.toMatchObject({
      code: 'E_DOCKER_API',
      message: 'While listing the containers, the Docker Engine said: layer store is broken',
      cause: { statusCode: 500 },
    });
  });

  it('is the one of the settings, whatever the environment says', async () => {
    vi.stubEnv('DOCKER_HOST', 'tcp://127.0.0.1:9');
    vi.stubEnv('DOCKER_TLS_VERIFY', '1');
    const path = await serve('ours.sock', (_request, response) => response.end('[]'));
    expect(await list(`unix://${path}`)).toEqual([]);
  });
});
