import type { NginxProcess, NginxProcesses } from '../../../../src/adapters/nginx/processes.ts';
import type { NginxRef, NginxService } from '../../../../src/adapters/nginx/service.ts';
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
