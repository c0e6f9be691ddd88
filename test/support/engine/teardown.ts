import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import Docker from 'dockerode';
import { removeCgroups } from './cgroups.ts';
import { restoreKernelState } from './kernel-state.ts';
import { unmountBelow } from './mounts.ts';
import { removeNetworks } from './network.ts';
import { enginePaths } from './paths.ts';
import { anyDaemon, daemonOf, engineProcesses, signal, waitUntil } from './processes.ts';
import { EngineProblem, progress } from './progress.ts';
import type { Suite } from './suites.ts';

// Its data goes away with it, so nothing is gained by waiting for the containers' own stop times.
async function killContainers(socketPath: string): Promise<void> {
  const docker = new Docker({ socketPath, host: '', timeout: 10_000 });
  const running = await docker.listContainers().catch(() => []);
  await Promise.all(
    running.map(({ Id }) =>
      docker
        .getContainer(Id)
        .kill()
        .catch(() => undefined),
    ),
  );
}

/** Ends the daemon, and whatever of the engine outlives it. */
export async function endProcesses(suite: Suite): Promise<void> {
  const paths = enginePaths(suite.name);
  const daemon = daemonOf(paths.pidFile, paths.config);
  if (daemon !== undefined) {
    await killContainers(paths.socket);
    signal(daemon, 'SIGTERM');
    await waitUntil(() => daemonOf(paths.pidFile, paths.config) !== daemon, 30_000);
  }
  const rest = () => engineProcesses(paths.tools, suite.cgroup);
  const gone = () => rest().length === 0;
  if (await waitUntil(gone, daemon === undefined ? 0 : 3000)) return;
  for (const pid of rest()) signal(pid, 'SIGKILL');
  if (!(await waitUntil(gone, 10_000))) {
    throw new EngineProblem(`these processes of the ${suite.name} engine do not end: ${rest().join(', ')}`);
  }
}

/** Stops the suite's engine and leaves no process, mount, cgroup, bridge, firewall rule or data of it. */
export async function stopEngine(suite: Suite): Promise<void> {
  const paths = enginePaths(suite.name);
  if (!existsSync(paths.run) && !existsSync(paths.data))
    return progress(`no private ${suite.name} engine here`);
  progress(`stopping the ${suite.name} engine…`);
  await endProcesses(suite);
  await unmountBelow([paths.exec, paths.data]);
  await removeCgroups(suite.cgroup);
  // Docker's chains and forwarding belong to every daemon of the machine.
  const last = !anyDaemon();
  await removeNetworks(suite, last);
  if (last) await restoreKernelState();
  await rm(paths.data, { recursive: true, force: true });
  await rm(paths.run, { recursive: true, force: true });
  progress(`the ${suite.name} engine is gone`);
}
