import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { HaproxyBalancer } from '../../../src/adapters/haproxy/balancer.ts';
import type { HaproxyRef, HaproxyService } from '../../../src/adapters/haproxy/service.ts';
import { TRAFFIC_DEFAULTS } from '../../../src/core/balancing.ts';
import type { Member } from '../../../src/core/ports.ts';
import { isRunning, type Replica } from '../../../src/core/replica.ts';
import { CertificateAuthority } from '../certificates.ts';
import { type ComposeProject, composeProject, TEST_IMAGE } from '../compose-project.ts';
import { ensureEngine } from '../engine/engine.ts';
import { ensureImages } from '../engine/images.ts';
import { eventually, soon } from '../wait.ts';
import { ask } from './client.ts';

const AUTO = '/usr/local/etc/haproxy/auto';
/** Ports of the balancer that tests may have it listen on, besides the shipped configuration's 80. */
const PORTS = [80, 8081, 8082, 8443];

/** Two services, `web` and `api`, behind one HAProxy with the shipped configuration. */
export interface TrafficStack {
  readonly project: ComposeProject;
  readonly balancer: HaproxyBalancer;
  /** The authority of the certificate at `/certs/site.pem`, whose key is beside it. */
  readonly ca: string;
  /** Where a port of the balancer is published. */
  readonly at: (port: number) => string;
  readonly service: (changes?: Partial<HaproxyRef>, name?: string) => HaproxyService;
  /** Running replicas that answer, by number. */
  readonly replicas: (name?: string) => Promise<readonly Replica[]>;
  /** Brings a service to members: all replicas active but for `draining`, those in `without` not there. */
  readonly apply: (
    service: HaproxyService,
    replicas: readonly Replica[],
    draining?: readonly Replica[],
  ) => Promise<string | undefined>;
  /** Runs a shell line in the balancer's container as root. */
  readonly inBalancer: (line: string) => Promise<string>;
}

/** The name by which a replica answers. */
export function nameOf(replica: Replica): string {
  return replica.id.slice(0, 12);
}

/** A replica's own address, past the balancer. */
export function direct(replica: Replica, path: string): string {
  return `http://${replica.addresses[0]?.ipv4}:8080${path}`;
}

/** Starts it; `project.down` in the end. */
export async function trafficStack(image: 'haproxy:2.6' | 'haproxy:3.2', web: number): Promise<TrafficStack> {
  await ensureImages(await ensureEngine(), [image]);
  const project = await composeProject({});
  const authority = new CertificateAuthority('autoscaler test');
  const certificate = authority.issue('localhost');
  const certs = join(project.folder, 'certs');
  await mkdir(certs);
  await writeFile(join(certs, 'site.pem'), certificate.cert);
  await writeFile(join(certs, 'site.pem.key'), certificate.key, { mode: 0o644 });
  await project.define(definition(image, certs));
  try {
    await project.compose('up', '-d', '--quiet-pull', '--scale', `web=${web}`);
    const ports = await publishedPorts(project);
    return stackOf(project, authority.cert, ports);
  } catch (error) {
    await project.down();
    throw error;
  }
}

async function publishedPorts(project: ComposeProject): Promise<ReadonlyMap<number, string>> {
  const places = PORTS.map(
    async (port) => [port, await project.compose('port', 'lb', String(port))] as const,
  );
  return new Map(await Promise.all(places));
}

function stackOf(project: ComposeProject, ca: string, ports: ReadonlyMap<number, string>): TrafficStack {
  const balancer = new HaproxyBalancer(project.containers);
  return {
    project,
    balancer,
    ca,
    at: (port) => `${port === 8443 ? 'https' : 'http'}://${ports.get(port)}`,
    service: (changes = {}, name = 'web') => ({
      ref: project.ref(name),
      capacity: 4,
      balancer: {
        kind: 'haproxy',
        service: 'lb',
        backend: name,
        configDir: AUTO,
        socket: '/var/lib/haproxy/admin.sock',
        ...TRAFFIC_DEFAULTS,
        algorithm: 'roundrobin',
        ...changes,
      },
    }),
    replicas: async (name = 'web') => {
      const running = (await project.replicas(name)).filter(isRunning);
      const answers = (replica: Replica) =>
        ask(direct(replica, '/healthz')).then(
          () => true,
          () => false,
        );
      for (const replica of running) await eventually(() => answers(replica), Boolean);
      return running.toSorted((a, b) => a.number - b.number);
    },
    apply: async (service, replicas, draining = []) => {
      const members = replicas.map((replica): Member => {
        return { replica, state: draining.includes(replica) ? 'draining' : 'active' };
      });
      return (await balancer.apply(service, members, soon())).reloadReason;
    },
    inBalancer: (line) => project.docker('exec', '--user', '0', `${project.name}-lb-1`, 'sh', '-c', line),
  };
}

function definition(image: string, certs: string): object {
  const app = {
    image: TEST_IMAGE,
    init: true,
    command: ['node', '/app/app.js'],
    volumes: [`${resolve('test/support/balancing')}:/app:ro`],
    expose: ['8080'],
  };
  return {
    services: {
      web: app,
      api: app,
      lb: {
        image,
        command: [
          ...['haproxy', '-W', '-db', '-S', '/var/lib/haproxy/master.sock,mode,666'],
          ...['-f', '/usr/local/etc/haproxy/haproxy.cfg', '-f', `${AUTO}/`],
        ],
        ports: PORTS.map((port) => `127.0.0.1::${port}`),
        volumes: [
          `${resolve('deploy/haproxy/haproxy.cfg')}:/usr/local/etc/haproxy/haproxy.cfg:ro`,
          `${certs}:/certs:ro`,
          `auto:${AUTO}`,
          'run:/var/lib/haproxy',
        ],
      },
    },
    volumes: { auto: {}, run: {} },
  };
}
