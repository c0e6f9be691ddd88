import { resolve } from 'node:path';
import { soon } from '../../support/wait.ts';
import type { Contender } from './contender.ts';
import { haproxyOf } from './rivals/runtime-api.ts';
import { FROM, haproxy, stackOf } from './stack.ts';

/** What containers that come and go cost the others on this machine, whoever starts them and with no balancer changing. */
export const containersAlone: Contender = {
  name: 'no scaling: as many containers come and go beside',
  balancer: 'HAProxy',
  isOurs: false,
  define: async (_, ledger) =>
    stackOf(ledger, haproxy(resolve('deploy/haproxy/haproxy.cfg'), 'auto'), ['auto', 'run']),
  start: async (project) => {
    await haproxyOf(project)(await project.replicas('web'));
    const { target } = project;
    const beside = project.ref('beside');
    return {
      scale: async (replicas) => {
        const wanted = replicas - FROM + 1;
        const present = await project.replicas('beside');
        const leaving = present.filter(({ number }) => number > wanted);
        const missing = Array.from(
          { length: Math.max(0, wanted - present.length) },
          (_, index) => present.length + 1 + index,
        );
        await Promise.all([
          ...leaving.map(async (replica) => {
            await target.stop(replica, soon());
            await target.remove(replica, soon());
          }),
          ...missing.map(async (number) => {
            const created = await target.create(beside, number, soon());
            const started = await target.start(created, soon());
            await target.awaitReady(started, { timeoutMs: 30_000, settleMs: 0 }, soon());
          }),
        ]);
      },
      end: async () => undefined,
    };
  },
};
