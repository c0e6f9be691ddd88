import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDocker, type DockerAdapter } from '../../../src/adapters/docker/index.ts';
import type { ServiceRef } from '../../../src/core/policy.ts';
import { type ComposeProject, composeProject, TEST_IMAGE } from '../../support/compose-project.ts';
import { type EngineProxy, engineProxy } from '../../support/engine-proxy.ts';
import { soon, until } from '../../support/wait.ts';

describe('an engine that fails in between', () => {
  let project: ComposeProject;
  let proxy: EngineProxy;
  let adapter: DockerAdapter;

  beforeAll(async () => {
    project = await composeProject({
      services: {
        web: {
          image: TEST_IMAGE,
          command: ['sleep', '1000'],
          stop_signal: 'SIGKILL',
          networks: ['a', 'b'],
          volumes: ['/anonymous'],
        },
      },
      networks: { a: {}, b: {} },
    });
    await project.compose('up', '-d');
    proxy = await engineProxy(project.host);
    adapter = createDocker({ host: proxy.host });
  });

  afterEach(() => {
    proxy.rule = () => undefined;
  });

  afterAll(async () => {
    await proxy.close();
    await project.down();
  });

  const left = async () => ({
    replicas: (await project.replicas('web')).map((replica) => replica.number),
    volumes: (await project.docker('volume', 'ls', '-q', '--filter', 'dangling=true')).split('\n').length,
  });

  it('a half-made replica is taken away when a network cannot be joined', async () => {
    const before = await left();
    proxy.rule = (_method, url) => (/networks\/.*\/connect/.test(url) ? 'fail' : undefined);
    await expect(adapter.target.create(project.ref('web'), 2, soon())).rejects.toMatchObject({
      code: 'E_DOCKER_API',
      message: expect.stringMatching(/connecting .*-web-2 to the network .*failed on purpose/),
    });
    expect(proxy.caught()).toBe(1);
    expect(await left()).toEqual(before);
  });

  it('and when the caller gives up half-way', async () => {
    const before = await left();
    const stop = new AbortController();
    proxy.rule = (_method, url) => {
      if (!/networks\/.*\/connect/.test(url)) return undefined;
      setTimeout(() => stop.abort(), 10);
      return 'hang';
    };
    await expect(adapter.target.create(project.ref('web'), 2, stop.signal)).rejects.toMatchObject({
      code: 'E_INTERRUPTED',
    });
    expect(await left()).toEqual(before);
  });

  it('and when the engine’s answer to its creation did not come', async () => {
    const before = await left();
    const stop = new AbortController();
    proxy.rule = (_method, url) => (url.startsWith('/containers/create') ? 'swallow' : undefined);
    const making = adapter.target.create(project.ref('web'), 2, stop.signal).catch((error: unknown) => error);
    await until(async () => (await project.replicas('web')).length > 1, 'the engine has made it');
    stop.abort();
    expect(await making).toMatchObject({ code: 'E_INTERRUPTED' });
    expect(await left()).toEqual(before);
  });

  it('events go on after the stream broke, with those that came meanwhile', async () => {
    const stop = new AbortController();
    const seen: ServiceRef[] = [];
    adapter.target.watch((ref) => {
      if (ref.project === project.name) seen.push(ref);
    }, stop.signal);
    const name = `${project.name}-web-1`;
    await until(async () => {
      await project.docker('restart', '--time', '0', name);
      return seen.length >= 2;
    }, 'the stream is open');
    await until(async () => (await project.inspect(name)).State.Running && seen.length % 2 === 0, 'all came');
    seen.length = 0;
    proxy.rule = (_method, url) => (url.startsWith('/events') ? 'fail' : undefined);
    proxy.cut();
    await project.docker('kill', name);
    await until(() => proxy.caught() > 2, 'it tries again');
    expect(seen).toEqual([]);
    proxy.rule = () => undefined;
    await until(() => seen.length > 0, 'the death is told');
    expect(seen).toEqual([project.ref('web')]);
    stop.abort();
    await project.docker('start', name);
  });

  it('waiting for a replica notices without events', async () => {
    proxy.rule = (_method, url) => (url.startsWith('/events') ? 'hang' : undefined);
    const created = await adapter.target.create(project.ref('web'), 3, soon());
    const started = await adapter.target.start(created, soon());
    const ready = await adapter.target.awaitReady(started, { timeoutMs: 10_000, settleMs: 300 }, soon());
    expect(ready.state).toBe('ready');
  });

  it('without an engine says so', async () => {
    const gone = await engineProxy(project.host);
    const { target } = createDocker({ host: gone.host });
    expect(await target.list(soon())).not.toEqual([]);
    await gone.close();
    await expect(target.list(soon())).rejects.toMatchObject({ code: 'E_DOCKER_MISSING' });
  });
});
