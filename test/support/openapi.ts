import { buildServer } from '../../src/adapters/http/server.ts';
import { observed } from './world/observed.ts';

/** The text of docs/reference/openapi.json, as the server describes itself. */
export async function openApiText(): Promise<string> {
  const { parts, world } = await observed();
  const app = await buildServer({
    health: () => ({ ok: true }),
    metricsText: async () => '',
    log: world.recorder.log,
    api: parts,
    dashboard: new Map(),
    access: { tokens: [] },
  });
  const { body } = await app.inject('/api/v1/openapi.json');
  await app.close();
  return `${JSON.stringify(JSON.parse(body), null, 2)}\n`;
}
