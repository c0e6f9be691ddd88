import type Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Replica } from '../../../src/core/replica.ts';
import { type ComposeProject, composeProject, TEST_IMAGE } from '../../support/compose-project.ts';
import { soon } from '../../support/wait.ts';

const SERVER =
  "require('http').createServer((q,r)=>r.end('ok')).listen(8080);process.on('SIGTERM',()=>process.exit(0))";

/** A service with as much of the Compose file format as one container on a plain host can have. */
const RICH = {
  services: {
    web: {
      image: TEST_IMAGE,
      entrypoint: [],
      command: ['node', '-e', `console.log('hello from web');${SERVER}`],
      environment: { MODE: 'test', EMPTY: '', WITH_EQUALS: 'a=b' },
      labels: { 'example.team': 'shop' },
      networks: { front: { aliases: ['shopfront'] }, back: { priority: 10 }, side: {} },
      ports: ['8080', '127.0.0.1:42100-42150:8081'],
      expose: ['9100'],
      volumes: ['data:/data', '/anonymous', './:/project:ro', { type: 'tmpfs', target: '/scratch' }],
      tmpfs: ['/work:size=1m'],
      configs: ['inline', { source: 'moved', target: '/etc/deep/er/moved.conf', mode: 0o440 }],
      secrets: ['token'],
      healthcheck: { test: ['CMD', 'node', '-e', '0'], interval: '1s', timeout: '5s', retries: 30 },
      restart: 'unless-stopped',
      hostname: 'shop',
      domainname: 'example.test',
      user: 'node',
      working_dir: '/tmp',
      stop_signal: 'SIGTERM',
      stop_grace_period: '7s',
      init: true,
      cap_add: ['NET_ADMIN'],
      cap_drop: ['MKNOD'],
      security_opt: ['no-new-privileges:true'],
      sysctls: { 'net.core.somaxconn': '512' },
      ulimits: { nofile: { soft: 2000, hard: 4000 } },
      extra_hosts: ['db.internal:10.9.8.7'],
      dns_search: ['example.test'],
      group_add: ['1234'],
      shm_size: '16m',
      pids_limit: 200,
      mem_limit: '256m',
      cpus: 0.5,
      logging: { driver: 'json-file', options: { 'max-size': '1m' } },
      depends_on: ['dep'],
    },
    dep: { image: TEST_IMAGE, command: ['sleep', '1000'], networks: ['back'], stop_signal: 'SIGKILL' },
  },
  networks: { front: {}, back: {}, side: {} },
  volumes: { data: {} },
  configs: { inline: { content: 'inline content' }, moved: { content: 'moved content' } },
  secrets: { token: { environment: 'CADK_TOKEN' } },
};

describe('a replica made beside one of Compose', () => {
  let project: ComposeProject;
  let ours: Replica;

  beforeAll(async () => {
    project = await composeProject(RICH, { CADK_TOKEN: 'very secret' });
    await project.compose('up', '-d', '--wait');
    const ref = project.ref('web');
    await project.target.assertCloneable(ref, soon());
    const created = await project.target.create(ref, 2, soon());
    expect(created.state).toBe('created');
    const started = await project.target.start(created, soon());
    ours = await project.target.awaitReady(started, { timeoutMs: 30_000, settleMs: 500 }, soon(60_000));
  });

  afterAll(async () => {
    await project.down();
  });

  it('is ready with its addresses and ports', () => {
    expect(ours).toMatchObject({
      name: `${project.name}-web-2`,
      number: 2,
      state: 'ready',
      hasHealthCheck: true,
    });
    expect(ours.addresses.map((address) => address.network).sort()).toEqual(
      ['back', 'front', 'side'].map((network) => `${project.name}_${network}`),
    );
    for (const address of ours.addresses) expect(address.ipv4).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    expect(ours.ports).toEqual([8080, 8081, 9100]);
  });

  it('differs in nothing from the one that Compose makes next', async () => {
    await project.compose('up', '-d', '--scale', 'web=3', '--wait');
    const [own, theirs] = await Promise.all(
      [2, 3].map((number) => project.inspect(`${project.name}-web-${number}`)),
    );
    expect(essence(own, 2)).toEqual(essence(theirs, 3));
  });

  it('is left as it is by docker compose up', async () => {
    const plan = await project.compose('up', '-d', '--scale', 'web=3', '--dry-run');
    expect(plan).not.toMatch(/recreat|creat|remov|stop/i);
    const before = await project.inspect(ours.id);
    await project.compose('up', '-d', '--scale', 'web=3', '--wait');
    const after = await project.inspect(ours.id);
    expect(after.State.StartedAt).toBe(before.State.StartedAt);
  });

  it('is in docker compose ps and logs', async () => {
    const names = (await project.compose('ps', 'web', '--format', '{{.Name}} {{.Image}} {{.Health}}')).split(
      '\n',
    );
    expect(names).toContain(`${project.name}-web-2 ${TEST_IMAGE} healthy`);
    expect(await project.compose('logs', 'web')).toContain('web-2  | hello from web');
  });

  it('has the files that Compose copies: inline configs and secrets from the environment', async () => {
    const look =
      'cat /inline /etc/deep/er/moved.conf /run/secrets/token; stat -c "%a %u %g %n" /inline /etc/deep/er/moved.conf /run/secrets/token';
    const [own, theirs] = await Promise.all(
      [2, 1].map((number) =>
        project.compose('exec', '-T', '--user', 'root', '--index', String(number), 'web', 'sh', '-c', look),
      ),
    );
    expect(own).toContain('inline contentmoved contentvery secret');
    expect(own).toBe(theirs);
  });

  it('has its own anonymous volume and shares the named one', async () => {
    const [own, theirs] = await Promise.all(
      [2, 1].map((number) => project.inspect(`${project.name}-web-${number}`)),
    );
    const volumeAt = (inspected: Docker.ContainerInspectInfo | undefined, path: string) =>
      inspected?.Mounts.find((mount) => mount.Destination === path)?.Name;
    expect(volumeAt(own, '/data')).toBe(volumeAt(theirs, '/data'));
    expect(volumeAt(own, '/anonymous')).toMatch(/^[0-9a-f]{64}$/);
    expect(volumeAt(own, '/anonymous')).not.toBe(volumeAt(theirs, '/anonymous'));
  });

  it('answers to the service’s name, its own and its alias, and takes no other’s', async () => {
    const addresses = async (name: string) =>
      (await project.compose('exec', '-T', 'dep', 'node', '-e', lookup(name))).split('\n').sort();
    const own = ours.addresses.find((address) => address.network.endsWith('_back'))?.ipv4;
    expect(await addresses('web')).toHaveLength(3);
    expect(await addresses('web')).toContain(own);
    expect(await addresses(`${project.name}-web-2`)).toEqual([own]);
    expect(await addresses(`${project.name}-web-1`)).not.toContain(own);
  });

  it('is scaled down, stopped and removed by Compose like the others', async () => {
    await project.compose('up', '-d', '--scale', 'web=2', '--wait');
    expect((await project.replicas('web')).map((replica) => replica.number)).toEqual([1, 2]);
    await project.compose('stop', '--timeout', '1', 'web');
    const states = (await project.replicas('web')).map((replica) => replica.state);
    expect(states).toEqual(['exited', 'exited']);
    await project.compose('down', '--volumes', '--timeout', '0');
    expect(await project.replicas('web')).toEqual([]);
    const left = await project.docker(
      'ps',
      '-aq',
      '--filter',
      `label=com.docker.compose.project=${project.name}`,
    );
    expect(left).toBe('');
  });
});

function lookup(name: string): string {
  return `require('dns').resolve4('${name}',(e,a)=>console.log(a.join('\\n')))`;
}

/** An inspection without what no two containers share. */
function essence(inspected: Docker.ContainerInspectInfo | undefined, number: number): unknown {
  const text = JSON.stringify({
    Config: inspected?.Config,
    HostConfig: inspected?.HostConfig,
    Path: inspected?.Path,
    Args: inspected?.Args,
    Image: inspected?.Image,
    Mounts: inspected?.Mounts.map(({ Name: name, Source: source, ...mount }) =>
      /^[0-9a-f]{64}$/.test(name ?? '') ? mount : { ...mount, name, source },
    ),
    Networks: Object.entries(inspected?.NetworkSettings.Networks ?? {}).map(([network, endpoint]) => ({
      network,
      aliases: endpoint.Aliases,
      ipam: endpoint.IPAMConfig,
      links: endpoint.Links,
      id: endpoint.NetworkID,
    })),
  });
  const anonymous = text
    .replaceAll(inspected?.Id.slice(0, 12) ?? '', 'SHORT-ID')
    .replaceAll(`-web-${number}"`, '-web-N"')
    .replaceAll(`"com.docker.compose.container-number":"${number}"`, '"number":"N"');
  return sorted(JSON.parse(anonymous));
}

/** The order of lists that the engine keeps as sets says nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sorted(inner)]));
}
