import { resolve } from 'node:path';
import { HaproxyBalancer } from '../../../../src/adapters/haproxy/balancer.ts';
import { TRAFFIC_DEFAULTS } from '../../../../src/core/balancing.ts';
import type { BalancedService } from '../../../../src/core/ports.ts';
import { soon } from '../../../support/wait.ts';
import type { Contender } from '../contender.ts';
import { haproxy, PORT, stackOf } from '../stack.ts';

/** Stops replicas first and tells HAProxy then, by the same Runtime API as ours: what draining is for. */
export const stopFirst: Contender = {
  name: 'stop, then tell the balancer',
  balancer: 'HAProxy',
  isOurs: false,
  define: async (_, ledger) =>
    stackOf(ledger, haproxy(resolve('deploy/haproxy/haproxy.cfg'), 'auto'), ['auto', 'run']),
  start: async (project) => {
    const balancer = new HaproxyBalancer(project.containers);
    const service: BalancedService = {
      ref: project.ref('web'),
      capacity: 10,
      balancer: {
        kind: 'haproxy',
        service: 'balancer',
        port: PORT,
        backend: 'web',
        configDir: '/usr/local/etc/haproxy/auto',
        socket: '/var/lib/haproxy/admin.sock',
        ...TRAFFIC_DEFAULTS,
        algorithm: 'roundrobin',
      },
    };
    return {
      scale: async (replicas) => {
        const leaving = (await project.replicas('web')).filter(({ number }) => number > replicas);
        const ids = leaving.map(({ id }) => id);
        if (ids.length > 0) await project.docker('stop', ...ids);
        await project.compose('up', '-d', '--wait', '--no-recreate', '--scale', `web=${replicas}`, 'web');
        const staying = await project.replicas('web');
        const members = staying.map((replica) => ({ replica, state: 'active' as const }));
        await balancer.apply(service, members, soon());
      },
      end: async () => undefined,
    };
  },
};
