import { resolve } from 'node:path';
import type { Contender } from '../contender.ts';
import { haproxy, stackOf } from '../stack.ts';
import { haproxyOf } from './runtime-api.ts';

/** Stops replicas first and tells HAProxy then, by the same Runtime API as ours: what draining is for. */
export const stopFirst: Contender = {
  name: 'stop, then tell the balancer',
  balancer: 'HAProxy',
  isOurs: false,
  define: async (_, ledger) =>
    stackOf(ledger, haproxy(resolve('deploy/haproxy/haproxy.cfg'), 'auto'), ['auto', 'run']),
  start: async (project) => {
    const serve = haproxyOf(project);
    return {
      scale: async (replicas) => {
        const leaving = (await project.replicas('web')).filter(({ number }) => number > replicas);
        const ids = leaving.map(({ id }) => id);
        if (ids.length > 0) await project.docker('stop', ...ids);
        await project.compose('up', '-d', '--wait', '--no-recreate', '--scale', `web=${replicas}`, 'web');
        await serve(await project.replicas('web'));
      },
      end: async () => undefined,
    };
  },
};
