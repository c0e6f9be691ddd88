import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { debianArchive } from './apt-sources.ts';
import { unpackPackages } from './archive.ts';
import { isUp, startDaemon } from './daemon.ts';
import type { EngineEnv } from './env.ts';
import { aptInstall, hasCommand, privateEngineObstacle } from './host.ts';
import { ensureImages } from './images.ts';
import { withLock } from './lock.ts';
import { enginePaths } from './paths.ts';
import { dockerHostAnswers, socketAnswers } from './ping.ts';
import { EngineProblem, progress } from './progress.ts';
import { defaultSuite, type Suite, type SuiteName, suites } from './suites.ts';

const defaultSocket = '/var/run/docker.sock';

const commandPackages = [
  ['iptables', 'iptables'],
  ['ip', 'iproute2'],
  ['xz', 'xz-utils'],
  ['gpgv', 'gpgv'],
  ['mmdebstrap', 'mmdebstrap'],
] as const;

/** The environment for the suite's private engine, whether or not it runs. */
export function privateEnv(suite: SuiteName): EngineEnv {
  const paths = enginePaths(suite);
  return {
    DOCKER_HOST: `unix://${paths.socket}`,
    DOCKER_CONFIG: paths.dockerConfig,
    path: [join(paths.tools, 'usr/bin')],
  };
}

async function reachableEngine(): Promise<EngineEnv | undefined> {
  const named = process.env.DOCKER_HOST;
  if (named && (await dockerHostAnswers())) return { DOCKER_HOST: named, path: [] };
  if (existsSync(defaultSocket) && (await socketAnswers(defaultSocket))) {
    return { DOCKER_HOST: `unix://${defaultSocket}`, path: [] };
  }
  return undefined;
}

async function installHostPackages(suite: Suite): Promise<void> {
  const missing = commandPackages.filter(([command]) => !hasCommand(command)).map(([, name]) => name);
  await aptInstall([...missing, ...suite.libraries]);
}

async function startPrivate(suite: Suite): Promise<void> {
  await withLock(suite.name, async () => {
    if (await isUp(suite)) return progress(`the private ${suite.name} engine is already up`);
    const archive = debianArchive();
    await installHostPackages(suite);
    await unpackPackages(archive, suite.packages, enginePaths(suite.name).tools);
    await startDaemon(suite);
  });
}

/** Makes sure that a Docker Engine with the default images answers, and tells how to reach it. */
export async function ensureEngine(suiteName?: SuiteName): Promise<EngineEnv> {
  const reachable = suiteName ? undefined : await reachableEngine();
  if (reachable) {
    progress(`using the engine that answers at ${reachable.DOCKER_HOST}`);
    await ensureImages(reachable);
    return reachable;
  }
  const obstacle = privateEngineObstacle();
  if (obstacle) {
    throw new EngineProblem(
      `no Docker Engine answers, and a private one cannot start here: ${obstacle}. ` +
        'Install Docker Engine with the Compose plugin, or name a running one in DOCKER_HOST.',
    );
  }
  const suite = suites[suiteName ?? defaultSuite];
  await startPrivate(suite);
  const env = privateEnv(suite.name);
  await ensureImages(env);
  return env;
}
