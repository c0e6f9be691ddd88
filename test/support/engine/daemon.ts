import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { prepareCgroups } from './cgroups.ts';
import { linkPlugins } from './client.ts';
import { daemonConfig } from './daemon-config.ts';
import { readIfThere } from './files.ts';
import { systemFolders } from './host.ts';
import { rememberKernelState } from './kernel-state.ts';
import { addBridge } from './network.ts';
import { type EnginePaths, enginePaths } from './paths.ts';
import { socketAnswers } from './ping.ts';
import { anyDaemon, daemonOf, waitUntil } from './processes.ts';
import { EngineProblem, progress } from './progress.ts';
import type { Suite } from './suites.ts';

/** Whether the suite's own engine runs and answers; a busy one gets half a minute before it counts as stuck. */
export async function isUp(suite: Suite): Promise<boolean> {
  const paths = enginePaths(suite.name);
  const alive = () => daemonOf(paths.pidFile, paths.config) !== undefined;
  if (!alive()) return false;
  let answered = false;
  await waitUntil(async () => {
    answered = await socketAnswers(paths.socket);
    return answered || !alive();
  }, 30_000);
  return answered;
}

function launch(paths: EnginePaths): Promise<never> {
  const log = openSync(paths.log, 'a');
  const { DOCKER_HOST: _, ...inherited } = process.env;
  const path = [join(paths.tools, 'usr/sbin'), join(paths.tools, 'usr/bin'), ...systemFolders].join(
    delimiter,
  );
  const daemon = spawn(join(paths.tools, 'usr/sbin/dockerd'), ['--config-file', paths.config], {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: '/',
    env: { ...inherited, PATH: path },
  });
  closeSync(log);
  daemon.unref();
  return new Promise((_, reject) => {
    daemon.once('error', reject);
    daemon.once('exit', (code) => reject(new Error(`dockerd ended with ${code}`)));
  });
}

/** Starts the suite's engine from its unpacked tools and waits until it answers. */
export async function startDaemon(suite: Suite): Promise<void> {
  const paths = enginePaths(suite.name);
  for (const folder of [paths.data, paths.exec, paths.leases]) await mkdir(folder, { recursive: true });
  // A crashed engine leaves its pid file, and the number may belong to another program by now.
  await rm(paths.pidFile, { force: true });
  await linkPlugins(paths.tools, paths.dockerConfig);
  await prepareCgroups();
  if (!anyDaemon()) await rememberKernelState();
  await addBridge(suite);
  await writeFile(paths.config, JSON.stringify(daemonConfig(suite, paths), undefined, 2));
  progress(`starting the ${suite.name} engine…`);
  const ended = launch(paths);
  ended.catch(() => undefined);
  const ready = waitUntil(() => socketAnswers(paths.socket), 60_000).catch(() => false);
  if (await Promise.race([ready, ended.catch(() => false)])) return;
  const lastWords = (await readIfThere(paths.log)).trim().split('\n').slice(-15).join('\n');
  throw new EngineProblem(`the ${suite.name} engine did not come up:\n${lastWords}`);
}
