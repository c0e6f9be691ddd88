import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createDocker } from '../../src/adapters/docker/index.ts';
import { ensureEngine } from '../support/engine/engine.ts';
import { childEnv } from '../support/engine/env.ts';
import { withLock } from '../support/engine/lock.ts';
import { EngineProblem, progress } from '../support/engine/progress.ts';
import { COMPILE_CACHE } from '../support/stack/cli.ts';
import { shippedStack } from '../support/stack/shipped-stack.ts';
import { soon } from '../support/wait.ts';

const PATIENCE_MS = 10 * 60_000;

/** Builds the images, and has the engine's controllers to itself until the tests are over. */
export async function setup(): Promise<() => Promise<void>> {
  const engine = await ensureEngine();
  const images = await shippedStack({ prefix: 'caste-images', env: childEnv(engine, process.env) });
  const turn = await takeTurn(engine.DOCKER_HOST);
  // The command line is started a hundred times, in half the time when it need not be compiled again.
  const compiled = await mkdtemp(join(tmpdir(), 'caste-compiled-'));
  process.env[COMPILE_CACHE] = compiled;
  try {
    await awaitNoController(engine.DOCKER_HOST);
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

/** Waits until no other run of these tests on the same engine has the turn. */
async function takeTurn(host: string): Promise<{ end(): void }> {
  const name = createHash('sha256').update(host).digest('hex').slice(0, 12);
  const taken = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  void withLock(`controller-${name}`, async () => {
    taken.resolve();
    await over.promise;
  });
  await taken.promise;
  return { end: over.resolve };
}

/** One engine has one controller at a time: somebody else's must end first. */
async function awaitNoController(host: string): Promise<void> {
  const { lock } = createDocker({ host });
  const deadline = Date.now() + PATIENCE_MS;
  let told: string | undefined;
  for (;;) {
    const holder = await lock.holder(soon());
    if (holder === undefined) return;
    if (Date.now() > deadline)
      throw new EngineProblem(`the tests need the engine's only controller, which is ${holder.description}`);
    if (told !== holder.description) progress(`waiting until ${holder.description} leaves the engine…`);
    told = holder.description;
    await pause(1000);
  }
}
