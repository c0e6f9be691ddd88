import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { ensureEngine } from '../../../support/engine/engine.ts';
import { childEnv } from '../../../support/engine/env.ts';
import type { Contender } from '../contender.ts';
import { stackOf } from '../stack.ts';

const NOBODY = 'upstream web { server 127.0.0.1:1 down; }\n';

/** A script scales with the Compose CLI, writes nginx's upstream anew and reloads it. */
export const nginxScript: Contender = {
  name: 'script: scale, write upstream, reload',
  balancer: 'nginx',
  isOurs: false,
  define: async (folder, ledger) => {
    const upstream = join(folder, 'upstream');
    await mkdir(upstream);
    await writeFile(join(upstream, 'web.conf'), NOBODY);
    return stackOf(ledger, {
      image: 'nginx:1.30',
      volumes: [
        `${resolve('test/bench/loss/rivals/nginx.conf')}:/etc/nginx/nginx.conf:ro`,
        `${upstream}:/etc/nginx/upstream:ro`,
      ],
    });
  },
  start: async ({ name, folder }) => {
    const own = { COMPOSE_PROJECT_NAME: name, COMPOSE_FILE: join(folder, 'compose.json') };
    const env = { ...childEnv(await ensureEngine(), process.env), ...own };
    const script = resolve('test/bench/loss/rivals/scale-and-reload.sh');
    return {
      scale: async (replicas) =>
        void (await execa('sh', [script, String(replicas), join(folder, 'upstream/web.conf')], { env })),
      end: async () => undefined,
    };
  },
};
