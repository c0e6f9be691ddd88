import { fileURLToPath } from 'node:url';
import { readDashboard } from '../../../src/adapters/http/dashboard/files.ts';
import { type HttpServer, serve } from '../../../src/adapters/http/server.ts';
import { type Observed, observed } from '../world/observed.ts';
import type { WorldOptions } from '../world/world.ts';

const DIST = fileURLToPath(new URL('../../../dist/dashboard/', import.meta.url));
const HOST = '127.0.0.1';

/** A controller in a world of its own, its API and dashboard served for real. */
export interface ServedWorld extends Observed {
  readonly address: string;
  /** Ends the server, as a controller that goes away does. */
  stop(): Promise<void>;
  /** Serves again at the same address. */
  start(): Promise<void>;
}

/** Tokens of a served world. */
export const READING = 'reading-token-0123456789';
export const CHANGING = 'changing-token-0123456789';

/** Serves a world on loopback. */
export async function serveWorld(options: WorldOptions = {}): Promise<ServedWorld> {
  const there = await observed(options);
  const dashboard = await readDashboard(DIST);
  const listen = (port: number) =>
    serve({
      listen: { host: HOST, port },
      health: () => ({ ok: true }),
      metricsText: async () => '',
      log: there.world.recorder.log,
      dashboard,
      api: there.parts,
      access: {
        tokens: [
          { name: 'grafana', text: READING, right: 'read' },
          { name: 'sora', text: CHANGING, right: 'change' },
        ],
      },
    });
  let server: HttpServer = await listen(0);
  const { address } = server;
  const port = Number(new URL(address).port);
  return {
    ...there,
    address,
    stop: () => server.close(),
    start: async () => {
      server = await listen(port);
    },
  };
}
