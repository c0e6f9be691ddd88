import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { debianArchive } from './apt-sources.ts';
import { unpackPackages } from './archive.ts';
import { isUp, startDaemon } from './daemon.ts';
import type { EngineEnv } from './env.ts';
import { installHostPackages } from './host.ts';
import { prefetchBases } from './images.ts';
import { dropLease, takeLease } from './leases.ts';
import { withLock } from './lock.ts';
import { enginePaths } from './paths.ts';
import { progress } from './progress.ts';
import { allowCommands } from './run.ts';
import type { Suite, SuiteName } from './suites.ts';
import { endProcesses, stopEngine } from './teardown.ts';

/**
 * How long a private engine stays: `keep` until `down`, whoever started it; `lease` until its last lease ends,
 * unless somebody keeps it; `borrow` leaves that as it is, and keeps an engine it had to start.
 */
export type Stay = 'keep' | 'lease' | 'borrow';

/** What reaches the suite's private engine. */
export function privateEnv(suite: SuiteName): EngineEnv {
  const paths = enginePaths(suite);
  return {
    DOCKER_HOST: `unix://${paths.socket}`,
    DOCKER_CONFIG: paths.dockerConfig,
    path: [join(paths.tools, 'usr/bin')],
  };
}

async function start(suite: Suite): Promise<void> {
  const { tools } = enginePaths(suite.name);
  await installHostPackages(suite.libraries);
  prefetchBases();
  await unpackPackages(debianArchive(), suite.packages, tools);
  await endProcesses(suite);
  try {
    await startDaemon(suite);
  } catch (error) {
    allowCommands();
    await stopEngine(suite);
    throw error;
  }
}

/** Makes sure that the suite's private engine runs. */
export async function holdPrivateEngine(suite: Suite, stay: Stay): Promise<void> {
  const paths = enginePaths(suite.name);
  await withLock(suite.name, async () => {
    const up = await isUp(suite);
    if (up) progress(`the private ${suite.name} engine is already up`);
    else await start(suite);
    if (stay === 'keep') await rm(paths.passing, { force: true });
    if (stay !== 'lease') return;
    if (!up) await writeFile(paths.passing, '');
    await takeLease(paths);
  });
}

/** Ends this process's lease, and stops the engine when it was the last and nobody keeps the engine. */
export async function releasePrivateEngine(suite: Suite): Promise<void> {
  const paths = enginePaths(suite.name);
  await withLock(suite.name, async () => {
    const unused = await dropLease(paths);
    if (unused && existsSync(paths.passing)) await stopEngine(suite);
  });
}
