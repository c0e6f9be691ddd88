import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Contender } from '../contender.ts';
import { stackOf } from '../stack.ts';

/** HAProxy learns of replicas by a lookup each second and a check every two. */
const NOTICE_MS = 3_000;

/** The Compose CLI scales, HAProxy's `server-template` follows Docker's DNS. */
export const composeDns: Contender = {
  name: 'Compose CLI, server-template by DNS',
  balancer: 'HAProxy',
  isOurs: false,
  define: async (_, ledger) =>
    stackOf(ledger, {
      image: 'haproxy:3.2',
      depends_on: ['web'],
      volumes: [`${resolve('test/bench/loss/rivals/haproxy-dns.cfg')}:/usr/local/etc/haproxy/haproxy.cfg:ro`],
    }),
  start: async (project) => ({
    scale: async (replicas) => {
      await project.compose('up', '-d', '--wait', '--no-recreate', '--scale', `web=${replicas}`, 'web');
      await pause(NOTICE_MS);
    },
    end: async () => undefined,
  }),
};
