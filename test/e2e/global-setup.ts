import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureEngine } from '../support/engine/engine.ts';
import { childEnv } from '../support/engine/env.ts';
import { progress } from '../support/engine/progress.ts';
import { takeTurn } from '../support/engine/turn.ts';
import { COMPILE_CACHE } from '../support/stack/cli.ts';
import { shippedStack } from '../support/stack/shipped-stack.ts';

/** Builds the images, and has the engine's controllers to itself until the tests are over. */
export async function setup(): Promise<() => Promise<void>> {
  const engine = await ensureEngine();
  const images = await shippedStack({ prefix: 'caste-images', env: childEnv(engine, process.env) });
  const turn = await takeTurn(engine.DOCKER_HOST);
  // The command line is started a hundred times, in half the time when it need not be compiled again.
  const compiled = await mkdtemp(join(tmpdir(), 'caste-compiled-'));
  process.env[COMPILE_CACHE] = compiled;
  try {
    progress('building the images of docker-compose.yml…');
    await images.build();
  } catch (error) {
    await rm(compiled, { recursive: true });
    turn.end();
    throw error;
  }
  return async () => {
    await images.down();
    await rm(compiled, { recursive: true });
    turn.end();
  };
}
