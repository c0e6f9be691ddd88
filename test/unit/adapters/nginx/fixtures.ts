import { renderMain } from '../../../../src/adapters/nginx/main-file.ts';
import { safeNames } from '../../../../src/adapters/nginx/names.ts';
import { safeOptions } from '../../../../src/adapters/nginx/options.ts';
import type { FilesOnDisk } from '../../../../src/adapters/nginx/probe.ts';
import type { NginxProcess, NginxProcesses } from '../../../../src/adapters/nginx/processes.ts';
import type { NginxRef, NginxService } from '../../../../src/adapters/nginx/service.ts';
import type { UpstreamServer } from '../../../../src/adapters/nginx/upstream.ts';
import { TRAFFIC_DEFAULTS } from '../../../../src/core/balancing.ts';
import type { BalancerContainer } from '../../../../src/core/ports.ts';
import type { Replica } from '../../../../src/core/replica.ts';

/** A service behind nginx with harmless names. */
export function service(
  balancer: Partial<NginxRef> = {},
  ref = { project: 'shop', service: 'web' },
): NginxService {
  return {
    ref,
    capacity: 4,
    balancer: {
      kind: 'nginx',
      service: 'nginx',
      backend: 'web',
      configDir: '/etc/nginx/auto/',
      ...TRAFFIC_DEFAULTS,
      algorithm: 'roundrobin',
      ...balancer,
    },
  };
}

/** A ready replica on one network, with an address by its number. */
export function replica(number: number, changes: Partial<Replica> = {}): Replica {
  return {
    id: `id-${number}`,
    name: `shop-web-${number}`,
    number,
    state: 'ready',
    hasHealthCheck: true,
    createdAt: 0,
    addresses: [{ networkId: 'net-a', network: 'shop_backend', ipv4: `10.0.0.${number}` }],
    ports: [8080],
    ...changes,
  };
}

/** A server of an upstream, as the replica with that number is one. */
export function server(number: number): UpstreamServer {
  return { address: `10.0.0.${number}`, port: 8080, name: `shop-web-${number}`, number };
}

/** The main file of the harmless service. */
export function mainFile(numbers: readonly number[], left: readonly number[] = [], subject = service()) {
  const names = safeNames(subject);
  return renderMain(names, safeOptions(subject.balancer, names), numbers.map(server), left.map(server));
}

/** The directory with a main file for these servers: proven, or with another file before it. */
export function disk(
  now: readonly number[],
  left: readonly number[] = [],
  previous?: readonly number[],
): FilesOnDisk {
  const { main } = safeNames(service());
  const { content, generation } = mainFile(now, left);
  const beside: readonly [string, readonly string[]] =
    previous === undefined
      ? [main.proof, [generation]]
      : [main.previous, mainFile(previous, left).content.split('\n')];
  return new Map([[main.file, content.split('\n')], beside]);
}

/** The balancer's container on one network. */
export const CONTAINER: BalancerContainer = {
  id: 'lb',
  name: 'shop-nginx-1',
  startedAt: 1,
  command: ['nginx'],
  networkIds: ['net-a'],
  hasIpv6: false,
  addresses: {},
};

function process(pid: number, title: string, changes: Partial<NginxProcess> = {}): NginxProcess {
  return { pid, id: `${pid}@1`, parent: 1, uid: 101, title, busy: false, ...changes };
}

/** An nginx with workers of these pids. */
export function nginx(
  workers: {
    readonly starting?: readonly number[];
    readonly serving?: readonly number[];
    readonly leaving?: readonly number[];
  },
  master: Partial<NginxProcess> = {},
): NginxProcesses {
  const title = 'nginx: master process nginx -g daemon off;';
  return {
    master: process(1, title, { parent: 0, uid: 0, ...master }),
    starting: (workers.starting ?? []).map((pid) => process(pid, title)),
    serving: (workers.serving ?? []).map((pid) => process(pid, 'nginx: worker process')),
    leaving: (workers.leaving ?? []).map((pid) => process(pid, 'nginx: worker process is shutting down')),
  };
}

/** What the listing says of one process. */
export function listed(pid: number, parent: number, title: string, masks = {}): string {
  const { SigPnd = '0', ShdPnd = '0', SigBlk = '0' }: Record<string, string> = masks;
  const stat = `${pid} (nginx) S ${parent} 1 1 0 -1 4194624 166 0 0 0 0 0 0 0 20 0 1 0 4700${pid} 10960896 675`;
  const signals = Object.entries({ SigPnd, ShdPnd, SigBlk });
  return [
    `process ${title}`,
    stat,
    'Name:\tnginx',
    `Uid:\t${parent === 0 ? 0 : 101}\t101\t101\t101`,
    ...signals.map(([name, mask]) => `${name}:\t${mask.padStart(16, '0')}`),
    '',
  ].join('\n');
}

/** Text that must not reach a configuration. */
export const HOSTILE = [
  'a b',
  'a\nb',
  'a;b',
  'a{b',
  'a}b',
  'a#b',
  'a%b',
  'a:b',
  'a"b',
  "a'b",
  'a$b',
  'a`b',
  'a\\b',
  'a/b',
  '',
  'é',
  'a\u0000b',
  'x'.repeat(200),
  'web { server 6.6.6.6; } upstream x',
];
