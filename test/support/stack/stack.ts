import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import Docker from 'dockerode';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { ensureEngine } from '../engine/engine.ts';
import { childEnv } from '../engine/env.ts';
import { awaitAgreement } from './agreement.ts';
import { type Cli, type CliResult, cliWith } from './cli.ts';
import { containersOf, type ServiceContainer } from './containers.ts';
import { type HaproxyServer, READ_STATISTICS, serversIn } from './haproxy-servers.ts';
import { type ShippedStack, shippedStack } from './shipped-stack.ts';

/** The stack of docker-compose.yml with policies, state and a command line of its own. */
export interface Stack {
  readonly project: string;
  readonly urls: ShippedStack['urls'];
  readonly cli: Cli;
  /** The environment of `cli`. */
  readonly cliEnv: NodeJS.ProcessEnv;
  readonly engine: Docker;
  /** The environment in which `docker` and the program reach the engine. */
  readonly env: NodeJS.ProcessEnv;
  /** Holds `policies`, which the controller reads, and whatever else a test writes. */
  readonly folder: string;
  /** Writes the policy of `web`, its project filled in; a text is written as it is. */
  policy(content: object | string): Promise<void>;
  /** `autoscaler scale web` in this project, run to its end. */
  scale(replicas: number | string, ...options: readonly string[]): Promise<CliResult>;
  compose(...args: readonly string[]): Promise<string>;
  docker(...args: readonly string[]): Promise<string>;
  /** Starts the services named and what they depend on; all without a name. */
  up(...services: readonly string[]): Promise<void>;
  /** The containers of a service, stopped ones too. */
  containers(service: string): Promise<readonly ServiceContainer[]>;
  /** The containers of `web`. */
  web(): Promise<readonly ServiceContainer[]>;
  /** What HAProxy itself says of the backend `web`; empty while it does not answer. */
  servers(): Promise<readonly HaproxyServer[]>;
  /** Waits until `count` replicas serve, there is no other, and exactly these get requests; 0 ms asks once. */
  settled(count: number, timeoutMs?: number): Promise<readonly ServiceContainer[]>;
  /** Everything a command could change of `web`: its containers, and where HAProxy has them. */
  picture(): Promise<object>;
  down(): Promise<void>;
}

const POLICY_FILE = 'policies/web.yaml';

/** What a test may want otherwise. */
export interface Changes {
  /** For docker-compose.yml, such as CPU_MS. */
  readonly settings?: Readonly<Record<string, string>>;
  /** docker-compose.yml by default. */
  readonly composeFile?: string;
  /** A Compose file that is laid over that one, `overlay.json` in the stack's folder. */
  readonly overlay?: object;
}

/** Prepares a stack without starting anything. Call `down` in the end. */
export async function prepareStack({
  settings = {},
  composeFile = 'docker-compose.yml',
  overlay,
}: Changes = {}): Promise<Stack> {
  const env = childEnv(await ensureEngine(), process.env);
  const folder = await mkdtemp(join(tmpdir(), 'caste-'));
  const policies = join(folder, 'policies');
  await mkdirReadable(policies);
  // A tick is short, so that the tests are; the service is idle, so that the machine is not.
  const defaults = { POLICIES_DIR: policies, AUTOSCALER_INTERVAL: '500ms', CPU_MS: '0' };
  const overlayFile = join(folder, 'overlay.json');
  if (overlay) await writeFile(overlayFile, JSON.stringify(overlay));
  const COMPOSE_FILE = [composeFile, ...(overlay ? [overlayFile] : [])].join(delimiter);
  const shipped = await shippedStack({
    prefix: 'caste',
    env,
    settings: { ...defaults, COMPOSE_FILE, ...settings },
  });
  const { project, urls } = shipped;
  const engine = new Docker({ socketPath: (env.DOCKER_HOST ?? '').replace(/^unix:\/\//, '') });
  const docker: Stack['docker'] = async (...args) => (await execa('docker', args, { env })).stdout;
  const compose: Stack['compose'] = (...args) => shipped.compose(args);
  const containers: Stack['containers'] = (service) => containersOf(engine, project, service);
  const web = () => containers('web');
  const servers = async () => {
    const shown = await docker('exec', `${project}-haproxy-1`, 'bash', '-c', READ_STATISTICS).catch(() => '');
    return serversIn(shown, 'web');
  };
  const cliEnv = {
    ...env,
    AUTOSCALER_POLICIES: policies,
    AUTOSCALER_STATE_DIR: join(folder, 'state'),
    AUTOSCALER_INTERVAL: '500ms',
    AUTOSCALER_LISTEN: 'off',
  };
  const cli = cliWith(cliEnv);
  return {
    project,
    urls,
    engine,
    env,
    folder,
    cli,
    cliEnv,
    scale: (replicas, ...options) =>
      cli.run('scale', 'web', String(replicas), '--project', project, ...options),
    async policy(content) {
      const text = typeof content === 'string' ? content : stringify({ service: 'web', project, ...content });
      await writeFile(join(folder, POLICY_FILE), text);
    },
    compose,
    docker,
    up: async (...services) => void (await compose('up', '--detach', '--no-build', ...services)),
    containers,
    web,
    servers,
    settled: (count, timeoutMs = 30_000) => awaitAgreement({ web, servers, urls }, count, timeoutMs),
    picture: async () => ({
      containers: await web(),
      servers: (await servers()).map(({ name, status }) => `${name} ${status.replace(/ .*/, '')}`),
    }),
    async down() {
      await shipped.down();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The image's user reads it too. */
async function mkdirReadable(folder: string): Promise<void> {
  await mkdir(folder);
  await chmod(folder, 0o755);
}
