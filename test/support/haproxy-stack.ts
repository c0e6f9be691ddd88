import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { createDocker } from '../../src/adapters/docker/index.ts';
import { HaproxyBalancer } from '../../src/adapters/haproxy/balancer.ts';
import type { HaproxyRef, HaproxyService } from '../../src/adapters/haproxy/service.ts';
import { TRAFFIC_DEFAULTS } from '../../src/core/balancing.ts';
import type { BalancerView, ContainerHost, Member } from '../../src/core/ports.ts';
import type { Replica } from '../../src/core/replica.ts';
import { ensureEngine } from './engine/engine.ts';
import { childEnv } from './engine/env.ts';
import { ensureImages } from './engine/images.ts';
import { eventually, soon } from './wait.ts';

const AUTO = '/usr/local/etc/haproxy/auto';
const SOCKET = '/var/lib/haproxy/admin.sock';
const MASTER = ['-S', '/var/lib/haproxy/master.sock,mode,666'];

/** What a test may want otherwise. */
export interface StackOptions {
  readonly image: 'haproxy:2.6' | 'haproxy:3.2';
  readonly replicas: number;
  /** Whether HAProxy's master listens on a socket. */
  readonly master?: boolean;
  readonly ipv6?: boolean;
  /** Instead of the shipped configuration. */
  readonly config?: string;
}

/** A Compose project with the demo web service behind HAProxy, on a real engine. */
export interface HaproxyStack {
  readonly project: string;
  readonly host: ContainerHost;
  readonly balancer: HaproxyBalancer;
  /** Where HAProxy's port 80 is published. */
  readonly url: () => Promise<string>;
  readonly service: (changes?: Partial<HaproxyRef>, capacity?: number) => HaproxyService;
  /** The service's running replicas, all answering. */
  readonly replicas: () => Promise<readonly Replica[]>;
  readonly scale: (replicas: number) => Promise<void>;
  readonly docker: (...args: readonly string[]) => Promise<string>;
  /** Runs a shell line in the balancer's container as root. */
  readonly inBalancer: (line: string) => Promise<string>;
  readonly down: () => Promise<void>;
}

/** Members that are all active, but for those with a number in `draining`. */
export function membersOf(replicas: readonly Replica[], draining: readonly number[] = []): readonly Member[] {
  return replicas.map((replica) => ({
    replica,
    state: draining.includes(replica.number) ? 'draining' : 'active',
  }));
}

/** The in-flight requests of a replica. */
export function inFlightOf(view: BalancerView, replica: Replica): number {
  const own = view.entries.filter((entry) => entry.replicaId === replica.id);
  return own.reduce((sum, entry) => sum + entry.inFlight, 0);
}

/** Starts the project; call `down` in the end. */
export async function startStack(options: StackOptions): Promise<HaproxyStack> {
  const engine = await ensureEngine();
  await ensureImages(engine, [options.image, 'node:24-trixie-slim']);
  const project = `hxit-${randomBytes(4).toString('hex')}`;
  const folder = await mkdtemp(join(tmpdir(), `${project}-`));
  const file = join(folder, 'compose.json');
  if (options.config !== undefined) await writeFile(join(folder, 'haproxy.cfg'), options.config);
  const config =
    options.config === undefined ? resolve('deploy/haproxy/haproxy.cfg') : join(folder, 'haproxy.cfg');
  await writeFile(file, JSON.stringify(composeFile(project, options, config)));
  const env = childEnv(engine, process.env);
  const docker = async (...args: readonly string[]) => (await execa('docker', args, { env })).stdout;
  const compose = (...args: readonly string[]) => docker('compose', '-f', file, '-p', project, ...args);
  const scale = async (count: number) =>
    void (await compose(
      'up',
      '-d',
      '--quiet-pull',
      '--no-recreate',
      '--scale',
      `web=${count}`,
      '--timeout',
      '1',
    ));
  const { containers, target } = createDocker({ host: engine.DOCKER_HOST });
  const down = async () => {
    await compose('down', '--volumes', '--timeout', '0');
    await rm(folder, { recursive: true });
  };
  try {
    await scale(options.replicas);
  } catch (error) {
    await down();
    throw error;
  }
  return {
    project,
    host: containers,
    balancer: new HaproxyBalancer(containers),
    url: async () => `http://${await compose('port', 'lb', '80')}`,
    service: (changes = {}, capacity = 4) => ({
      ref: { project, service: 'web' },
      capacity,
      balancer: { ...BALANCER, ...changes },
    }),
    replicas: async () => {
      const services = await target.list(soon());
      const web = services.find(({ ref }) => ref.project === project && ref.service === 'web');
      const running = web?.replicas.filter(({ state }) => state === 'ready') ?? [];
      await Promise.all(running.map(awaitAnswer));
      return running;
    },
    scale,
    docker,
    inBalancer: (line) => docker('exec', '--user', '0', `${project}-lb-1`, 'sh', '-c', line),
    down,
  };
}

const BALANCER: HaproxyRef = {
  kind: 'haproxy',
  service: 'lb',
  backend: 'web',
  configDir: AUTO,
  socket: SOCKET,
  ...TRAFFIC_DEFAULTS,
  algorithm: 'roundrobin',
  check: { ...TRAFFIC_DEFAULTS.check, path: '/healthz' },
};

function composeFile(project: string, options: StackOptions, config: string): object {
  const { image, master = true, ipv6 = false } = options;
  const command = [
    'haproxy',
    '-W',
    '-db',
    ...(master ? MASTER : []),
    '-f',
    '/usr/local/etc/haproxy/haproxy.cfg',
    '-f',
    `${AUTO}/`,
  ];
  return {
    name: project,
    services: {
      web: {
        image: 'node:24-trixie-slim',
        command: ['node', '/app/server.js'],
        environment: { CPU_MS: '0' },
        volumes: [`${resolve('deploy/demo/web')}:/app:ro`],
        expose: ['8080'],
        networks: ['backend'],
      },
      lb: {
        image,
        command,
        ports: ['127.0.0.1::80'],
        volumes: [`${config}:/usr/local/etc/haproxy/haproxy.cfg:ro`, `auto:${AUTO}`, 'run:/var/lib/haproxy'],
        networks: ['backend'],
      },
    },
    networks: {
      backend: ipv6 ? { enable_ipv6: true, ipam: { config: [{ subnet: 'fd00:c0de::/64' }] } } : {},
    },
    volumes: { auto: {}, run: {} },
  };
}

/** Waits until the replica itself serves. */
async function awaitAnswer(replica: Replica): Promise<void> {
  const ip = replica.addresses[0]?.ipv4;
  const answers = () =>
    fetch(`http://${ip}:8080/healthz`, { signal: soon(2_000) }).then(
      (response) => response.ok,
      () => false,
    );
  await eventually(answers, (ok) => ok);
}
