import { HaproxyBalancer } from '../../../../src/adapters/haproxy/balancer.ts';
import { TRAFFIC_DEFAULTS } from '../../../../src/core/balancing.ts';
import type { BalancedService } from '../../../../src/core/ports.ts';
import type { Replica } from '../../../../src/core/replica.ts';
import type { ComposeProject } from '../../../support/compose-project.ts';
import { soon } from '../../../support/wait.ts';
import { PORT } from '../stack.ts';

/** Has the project's HAProxy send requests to exactly these replicas from now on, by the same calls as ours. */
export function haproxyOf(project: ComposeProject): (replicas: readonly Replica[]) => Promise<void> {
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
  return async (replicas) => {
    const members = replicas.map((replica) => ({ replica, state: 'active' as const }));
    await balancer.apply(service, members, soon());
  };
}
