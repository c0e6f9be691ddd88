import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { onTestFinished } from 'vitest';
import type { Token } from '../../../../../src/adapters/http/access/tokens.ts';
import { buildServer } from '../../../../../src/adapters/http/server.ts';
import type { Observed } from '../../../../support/world/observed.ts';

/** A token for each right. */
export const TOKENS: readonly Token[] = [
  { name: 'grafana', text: 'reading-token-0123456789', right: 'read' },
  { name: 'ann', text: 'changing-token-0123456789', right: 'change' },
];
export const [READING, CHANGING] = TOKENS.map(({ text }) => ({ authorization: `Bearer ${text}` }));

/** Asks the API of an observed world without a socket, as a program on the same machine unless told. */
export type Ask = (url: string, options?: Omit<InjectOptions, 'url'>) => Promise<LightMyRequestResponse>;

/** The API of an observed world until the test ends. */
export async function asking(
  { parts, world }: Observed,
  tokens: readonly Token[] = [],
  ownToken?: Token,
): Promise<Ask> {
  const app = await buildServer({
    health: () => ({ ok: true }),
    metricsText: async () => '',
    log: world.recorder.log,
    dashboard: new Map(),
    api: parts,
    access: { tokens, ...(ownToken && { ownToken }) },
  });
  onTestFinished(() => app.close());
  return (url, options = {}) => app.inject({ url: url.startsWith('/') ? url : `/api/v1/${url}`, ...options });
}
