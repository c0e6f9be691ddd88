import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { readIfThere, toolFolders } from './archive.ts';
import { prepareCgroups } from './cgroups.ts';
import { daemonConfig } from './daemon-config.ts';
import { systemFolders } from './host.ts';
import { unmountBelow } from './mounts.ts';
import { addBridge, cleanFirewall, removeBridge } from './network.ts';
import { type EnginePaths, enginePaths } from './paths.ts';
import { socketAnswers } from './ping.ts';
import { processesFrom, runningFrom, signal, waitUntil } from './processes.ts';
import { EngineProblem, progress } from './progress.ts';
import type { Suite } from './suites.ts';

/** Whether the suite's own engine runs and answers. */
export async function isUp(suite: Suite): Promise<boolean> {
  const paths = enginePaths(suite.name);
  return runningFrom(paths.pidFile, paths.tools) !== undefined && (await socketAnswers(paths.socket));
}

/** Puts the Compose and buildx plugins where the docker client looks for them. */
export async function linkPlugins(paths: EnginePaths): Promise<void> {
  const plugins = join(paths.dockerConfig, 'cli-plugins');
  await mkdir(plugins, { recursive: true });
  for (const name of ['docker-compose', 'docker-buildx']) {
    await rm(join(plugins, name), { force: true });
    await symlink(join(paths.tools, 'usr/libexec/docker/cli-plugins', name), join(plugins, name));
  }
}

/** Starts the suite's engine from its unpacked tools and waits until it answers. */
export async function startDaemon(suite: Suite): Promise<void> {
  const paths = enginePaths(suite.name);
  await endProcesses(paths);
  await rm(paths.pidFile, { force: true });
  await mkdir(paths.data, { recursive: true });
  await mkdir(paths.leases, { recursive: true });
  await linkPlugins(paths);
  await prepareCgroups();
  await addBridge(suite);
  await writeFile(paths.config, JSON.stringify(daemonConfig(suite, paths), undefined, 2));
  progress(`starting the ${suite.name} engine…`);
  const log = openSync(paths.log, 'w');
  const daemon = spawn(join(paths.tools, 'usr/sbin/dockerd'), ['--config-file', paths.config], {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: '/',
    env: {
      ...process.env,
      PATH: [...toolFolders(paths.tools), ...systemFolders].join(delimiter),
      DOCKER_HOST: '',
    },
  });
  closeSync(log);
  daemon.unref();
  const failed = new Promise<boolean>((resolve) => {
    daemon.once('error', () => resolve(false));
    daemon.once('exit', () => resolve(false));
  });
  const ready = waitUntil(() => socketAnswers(paths.socket), 60_000);
  if (await Promise.race([ready, failed])) return;
  const tail = (await readIfThere(paths.log)).trim().split('\n').slice(-15).join('\n');
  await stopDaemon(suite);
  throw new EngineProblem(`the ${suite.name} engine did not come up; its last words:\n${tail}`);
}

async function endProcesses(paths: EnginePaths): Promise<void> {
  const daemon = runningFrom(paths.pidFile, paths.tools);
  if (daemon !== undefined) {
    signal(daemon, 'SIGTERM');
    await waitUntil(() => runningFrom(paths.pidFile, paths.tools) !== daemon, 30_000);
  }
  const none = () => processesFrom(paths.tools).length === 0;
  if (await waitUntil(none, 2000)) return;
  for (const left of processesFrom(paths.tools)) signal(left, 'SIGKILL');
  await waitUntil(none, 5000);
}

/** Stops the suite's engine by its pid file and leaves no process, mount, bridge or firewall rule of it. */
export async function stopDaemon(suite: Suite): Promise<void> {
  const paths = enginePaths(suite.name);
  await endProcesses(paths);
  await unmountBelow([paths.exec, paths.data]);
  await removeBridge(suite);
  await cleanFirewall(suite);
  await rm(paths.run, { recursive: true, force: true });
}
