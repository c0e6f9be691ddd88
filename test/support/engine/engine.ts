import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { debianArchive } from './apt-sources.ts';
import { unpackPackages } from './archive.ts';
import { hasCompose, linkPlugins } from './client.ts';
import { isUp } from './daemon.ts';
import type { EngineEnv } from './env.ts';
import { installHostPackages, privateEngineObstacle } from './host.ts';
import { ensureImages } from './images.ts';
import { cacheDir, enginePaths, ownSuite } from './paths.ts';
import { defaultSocket, dockerHostAnswers, socketAnswers } from './ping.ts';
import { holdPrivateEngine, privateEnv, releasePrivateEngine, type Stay } from './private-engine.ts';
import { EngineProblem, progress } from './progress.ts';
import { allowCommands } from './run.ts';
import { defaultSuite, type Suite, type SuiteName, suites } from './suites.ts';

const advice =
  'Install Docker Engine with the Compose plugin and start it, or name a running engine in DOCKER_HOST.';

async function foreignEngine(): Promise<EngineEnv | undefined> {
  const named = process.env.DOCKER_HOST;
  if (named) {
    if (await dockerHostAnswers()) return { DOCKER_HOST: named, path: [] };
    progress(`no engine answers at DOCKER_HOST=${named}`);
  }
  if (!existsSync(defaultSocket) || !(await socketAnswers(defaultSocket))) return undefined;
  return { DOCKER_HOST: `unix://${defaultSocket}`, path: [] };
}

async function withCompose(env: EngineEnv): Promise<EngineEnv> {
  if (await hasCompose(env)) return env;
  if (privateEngineObstacle()) throw new EngineProblem(`\`docker compose\` does not run here. ${advice}`);
  const { tools } = enginePaths(defaultSuite);
  const dockerConfig = cacheDir('docker-config');
  await installHostPackages();
  await unpackPackages(debianArchive(), suites[defaultSuite].packages, tools);
  await linkPlugins(tools, dockerConfig);
  return { ...env, DOCKER_CONFIG: dockerConfig, path: [join(tools, 'usr/bin')] };
}

type Choice = { readonly foreign: EngineEnv } | { readonly suite: Suite };

// A DOCKER_HOST that names a private engine means that engine, also when it has to be started again.
async function choose(suiteName: SuiteName | undefined): Promise<Choice> {
  const wanted = suiteName ?? ownSuite(process.env.DOCKER_HOST ?? '');
  const foreign = wanted ? undefined : await foreignEngine();
  if (foreign) return { foreign };
  const obstacle = privateEngineObstacle();
  if (obstacle)
    throw new EngineProblem(`no Docker Engine answers, and no private one can start: ${obstacle}. ${advice}`);
  return { suite: suites[wanted ?? defaultSuite] };
}

/** How to reach the engine, and what to call when done with it. */
export interface AcquiredEngine {
  readonly env: EngineEnv;
  readonly release: () => Promise<void>;
}

/** Makes sure that an engine with the default images answers, for as long as `stay` says. */
export async function acquireEngine(stay: Stay, suiteName?: SuiteName): Promise<AcquiredEngine> {
  const choice = await choose(suiteName);
  if ('foreign' in choice) {
    progress(`using the engine that answers at ${choice.foreign.DOCKER_HOST}`);
    const env = await withCompose(choice.foreign);
    await ensureImages(env);
    return { env, release: async () => undefined };
  }
  const { suite } = choice;
  const env = privateEnv(suite.name);
  const release = async (): Promise<void> => {
    allowCommands();
    await releasePrivateEngine(suite);
  };
  await holdPrivateEngine(suite, stay);
  try {
    await ensureImages(env);
  } catch (error) {
    await release();
    throw error;
  }
  return { env, release };
}

/** Makes sure that an engine with the default images answers, and tells how to reach it. */
export async function ensureEngine(suiteName?: SuiteName): Promise<EngineEnv> {
  return (await acquireEngine('borrow', suiteName)).env;
}

/** How to reach the engine that already runs; undefined when none does. */
export async function currentEngine(suiteName?: SuiteName): Promise<EngineEnv | undefined> {
  const wanted = suiteName ?? ownSuite(process.env.DOCKER_HOST ?? '');
  const foreign = wanted ? undefined : await foreignEngine();
  if (foreign) return await withCompose(foreign);
  const suite = suites[wanted ?? defaultSuite];
  return (await isUp(suite)) ? privateEnv(suite.name) : undefined;
}
