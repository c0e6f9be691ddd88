import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { NginxBalancer } from '../../src/adapters/nginx/balancer.ts';
import type { NginxRef, NginxService } from '../../src/adapters/nginx/service.ts';
import { TRAFFIC_DEFAULTS } from '../../src/core/balancing.ts';
import type { BalancerView, ContainerHost, Member } from '../../src/core/ports.ts';
import type { Replica } from '../../src/core/replica.ts';
import { composeProject } from './compose-project.ts';
import { ensureEngine } from './engine/engine.ts';
import { ensureImages } from './engine/images.ts';
import { eventually, soon } from './wait.ts';

/** The oldest and the newest nginx that is supported. */
export const NGINX_IMAGES = ['nginx:1.22', 'nginx:1.30'] as const;
/** For what does not depend on the version. */
export const NEWEST_NGINX = NGINX_IMAGES[1];

/** Where the shipped nginx.conf includes generated files from. */
export const AUTO = '/etc/nginx/auto';

/** What a test may want otherwise. */
export interface StackOptions {
  readonly image: (typeof NGINX_IMAGES)[number];
  readonly replicas: number;
  readonly ipv6?: boolean;
  /** Mounts the directory of generated files read-only. */
  readonly readOnly?: boolean;
  /** The size of the volume of generated files in KiB, where that matters. */
  readonly kilobytes?: number;
  /** Changes the shipped configuration. */
  readonly edit?: (config: string) => string;
  /** What the service runs; the demo service when absent. */
  readonly app?: string;
  /** More for the balancer's Compose service. */
  readonly lb?: Readonly<Record<string, unknown>>;
}

/** A Compose project with the demo web service behind nginx, on a real engine. */
export interface NginxStack {
  readonly project: string;
  readonly host: ContainerHost;
  readonly balancer: NginxBalancer;
  /** Where a port of nginx is published, as `http://127.0.0.1:PORT`. */
  readonly url: (port?: number) => Promise<string>;
  readonly service: (changes?: Partial<NginxRef>, service?: string) => NginxService;
  /** The service's running replicas, all answering. */
  readonly replicas: (service?: string) => Promise<readonly Replica[]>;
  readonly docker: (...args: readonly string[]) => Promise<string>;
  /** Runs a shell line in the balancer's container as root. */
  readonly inBalancer: (line: string) => Promise<string>;
  readonly view: (replicas: readonly Replica[]) => Promise<BalancerView>;
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

/** The shipped configuration as its own comment says it is to be for this version. */
export async function shippedConfig(image: StackOptions['image']): Promise<string> {
  const shipped = await readFile('deploy/nginx/nginx.conf', 'utf8');
  if (image !== 'nginx:1.22') return shipped;
  const old = shipped.replace(
    /keepalive_timeout 65s;\n\s*keepalive_min_timeout 10s;/,
    'keepalive_timeout 0;',
  );
  if (old === shipped) throw new Error('the lines that older nginx need otherwise were not found');
  return old;
}

/** Starts the project; call `down` in the end. */
export async function startStack(options: StackOptions): Promise<NginxStack> {
  await ensureImages(await ensureEngine(), [options.image]);
  const project = await composeProject({});
  const { name, containers, docker, compose } = project;
  const edit = options.edit ?? ((config: string) => config);
  const config = join(project.folder, 'nginx.conf');
  await writeFile(config, edit(await shippedConfig(options.image)));
  await project.define(definition(options, config));
  const balancer = new NginxBalancer(containers);
  const service = (changes: Partial<NginxRef> = {}, of = 'web'): NginxService => ({
    ref: { project: name, service: of },
    capacity: 4,
    balancer: {
      kind: 'nginx',
      service: 'lb',
      backend: of,
      configDir: AUTO,
      ...TRAFFIC_DEFAULTS,
      algorithm: 'roundrobin',
      ...changes,
    },
  });
  try {
    await compose('up', '-d', '--quiet-pull', '--scale', `web=${options.replicas}`);
  } catch (error) {
    await project.down();
    throw error;
  }
  return {
    project: name,
    host: containers,
    balancer,
    url: async (port = 80) => `http://${(await compose('port', 'lb', `${port}`)).trim()}`,
    service,
    replicas: async (of = 'web') => {
      const running = (await project.replicas(of)).filter(({ state }) => state === 'ready');
      await Promise.all(running.map(awaitAnswer));
      return running;
    },
    docker,
    inBalancer: (line) => docker('exec', '--user', '0', `${name}-lb-1`, 'sh', '-c', line),
    view: (replicas) => balancer.view(service(), replicas, soon()),
    down: project.down,
  };
}

function definition(options: StackOptions, config: string): object {
  const {
    image,
    app = 'deploy/demo/web/server.js',
    ipv6 = false,
    lb = {},
    readOnly = false,
    kilobytes,
  } = options;
  const driver_opts = { type: 'tmpfs', device: 'tmpfs', o: `size=${kilobytes}k` };
  return {
    services: {
      web: {
        image: 'node:24-trixie-slim',
        command: ['node', `/app/${basename(app)}`],
        environment: { CPU_MS: '0' },
        volumes: [`${resolve(dirname(app))}:/app:ro`],
        expose: ['8080'],
        networks: ['backend'],
      },
      lb: {
        image,
        ports: ['127.0.0.1::80'],
        volumes: [`${config}:/etc/nginx/nginx.conf:ro`, `auto:${AUTO}${readOnly ? ':ro' : ''}`],
        networks: ['backend'],
        ...lb,
      },
    },
    networks: {
      backend: ipv6 ? { enable_ipv6: true, ipam: { config: [{ subnet: 'fd00:c0df::/64' }] } } : {},
    },
    volumes: { auto: kilobytes === undefined ? {} : { driver_opts } },
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
