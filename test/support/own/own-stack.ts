import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { ensureEngine } from '../engine/engine.ts';
import { childEnv } from '../engine/env.ts';
import { ensureImages } from '../engine/images.ts';
import { type Cli, cliWith } from '../stack/cli.ts';
import { freePorts } from '../stack/free-ports.ts';
import { until } from '../wait.ts';
import { HAPROXY_CFG, NGINX_CONF } from './configs.ts';
import { type ComposeFile, type PrintedLines, withComposeLines, withLines } from './edit.ts';

/** Which balancer the user has. */
export type OwnKind = 'haproxy' | 'nginx';

/** A project somebody set up without the autoscaler in mind, on a real engine. */
export interface OwnStack {
  readonly project: string;
  readonly folder: string;
  readonly url: string;
  readonly cli: Cli;
  /** The user's balancer configuration. */
  readonly configFile: string;
  compose(...args: readonly string[]): Promise<string>;
  docker(...args: readonly string[]): Promise<string>;
  /** Writes the printed lines into the user's files, and starts what changed. */
  add(lines: readonly PrintedLines[]): Promise<void>;
  down(): Promise<void>;
}

const BALANCERS = {
  haproxy: {
    image: 'haproxy:3.2',
    config: HAPROXY_CFG,
    name: 'haproxy.cfg',
    place: '/usr/local/etc/haproxy/haproxy.cfg',
    more: { user: 'root', tmpfs: ['/run/haproxy'] },
  },
  nginx: {
    image: 'nginx:1.30',
    config: NGINX_CONF,
    name: 'default.conf',
    place: '/etc/nginx/conf.d/default.conf',
    more: {},
  },
} as const;

const APP = {
  image: 'node:24-trixie-slim' as const,
  command: ['node', '/app/server.js'],
  environment: { CPU_MS: '0' },
  volumes: [`${resolve('deploy/demo/web')}:/app:ro`],
  init: true,
};

/** The network that the balancer shares with its replicas, behind nginx, where the engine can have it. */
const SIX_ONLY = {
  enable_ipv4: false,
  enable_ipv6: true,
  ipam: { config: [{ subnet: 'fd00:c0aa::/64' }] },
};
const OLDEST_WITHOUT_IPV4 = 28;

/** Starts the project; call `down` in the end. */
export async function startOwnStack(kind: OwnKind): Promise<OwnStack> {
  const engine = await ensureEngine();
  const { image, config, name, place, more } = BALANCERS[kind];
  await ensureImages(engine, [image, APP.image]);
  const project = `caown-${randomBytes(3).toString('hex')}`;
  const folder = await mkdtemp(join(tmpdir(), `${project}-`));
  // The balancer’s user reads it too.
  await chmod(folder, 0o755);
  const env = childEnv(engine, process.env);
  const [port = 0] = await freePorts(1);
  const server = await execa('docker', ['version', '--format', '{{.Server.Version}}'], { env });
  const isSixOnly = kind === 'nginx' && Number.parseInt(server.stdout, 10) >= OLDEST_WITHOUT_IPV4;
  const composeFile = join(folder, 'compose.json');
  const configFile = join(folder, name);
  let definition: ComposeFile = {
    services: {
      web: { ...APP, networks: ['internal', 'front'], deploy: { replicas: 2 } },
      api: { ...APP, networks: ['front'], expose: ['8080'] },
      database: {
        ...{ image: APP.image, command: ['sleep', 'infinity'], init: true, container_name: `${project}-db` },
        ...{ networks: ['internal'], volumes: ['data:/data'] },
      },
      entry: {
        ...{
          image,
          ports: [`127.0.0.1:${port}:80`],
          networks: ['front', 'outer'],
          depends_on: ['web', 'api'],
          ...more,
        },
        volumes: [`./${name}:${place}:ro`],
        ...(kind === 'haproxy' ? { command: ['haproxy', '-f', place] } : {}),
      },
    },
    volumes: { data: {} },
    networks: { front: isSixOnly ? SIX_ONLY : {}, internal: {}, outer: {} },
  };
  const docker: OwnStack['docker'] = async (...args) =>
    (await execa('docker', args, { env, cwd: folder })).stdout;
  const compose: OwnStack['compose'] = (...args) =>
    docker('compose', '-f', composeFile, '-p', project, ...args);
  const up = async () => {
    await writeFile(composeFile, JSON.stringify(definition));
    await compose('up', '--detach', '--quiet-pull', '--timeout', '2');
  };
  const down = async () => {
    await compose('down', '--volumes', '--timeout', '1');
    await rm(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  const answers = () =>
    fetch(`${url}/`, { signal: AbortSignal.timeout(2000) }).then(
      ({ ok }) => ok,
      () => false,
    );
  await writeFile(configFile, config);
  try {
    await up();
    await until(answers, 'the user’s own stack answers');
  } catch (error) {
    await down();
    throw error;
  }
  return {
    project,
    folder,
    url,
    configFile,
    cli: cliWith({
      ...env,
      AUTOSCALER_POLICIES: join(folder, 'scaling-policies'),
      AUTOSCALER_STATE_DIR: join(folder, 'state'),
      AUTOSCALER_LISTEN: 'off',
    }),
    compose,
    docker,
    async add(lines) {
      const ofConfig = lines.filter(({ file }) => file === configFile);
      const ofCompose = lines.filter(({ file }) => file === composeFile);
      if (ofConfig.length + ofCompose.length < lines.length) throw new Error('lines for an unknown file');
      await writeFile(configFile, withLines(await readFile(configFile, 'utf8'), ofConfig));
      definition = withComposeLines(definition, ofCompose);
      await up();
      await compose('restart', '--timeout', '2', 'entry');
      await until(answers, 'the stack answers with the new lines');
    },
    down,
  };
}
