import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createDocker } from '../../../src/adapters/docker/index.ts';
import { soon } from '../wait.ts';
import { withLock } from './lock.ts';
import { EngineProblem, progress } from './progress.ts';

const PATIENCE_MS = 10 * 60_000;

/**
 * Has the engine's controllers to itself until `end` is called: waits for other runs of this repository, then for a
 * controller of somebody else's. Throws `EngineProblem` when that one does not leave.
 */
export async function takeTurn(host: string): Promise<{ end(): void }> {
  const name = createHash('sha256').update(host).digest('hex').slice(0, 12);
  const taken = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  void withLock(`controller-${name}`, async () => {
    taken.resolve();
    await over.promise;
  });
  await taken.promise;
  try {
    await awaitNoController(host);
  } catch (error) {
    over.resolve();
    throw error;
  }
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
      throw new EngineProblem(`the engine's only controller is needed, which is ${holder.description}`);
    if (told !== holder.description) progress(`waiting until ${holder.description} leaves the engine…`);
    told = holder.description;
    await pause(1000);
  }
}
