import { existsSync } from 'node:fs';
import { mkdir, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfThere } from '../../support/engine/files.ts';
import { enginePaths, ownSuite } from '../../support/engine/paths.ts';
import { engineProcesses } from '../../support/engine/processes.ts';
import { suites } from '../../support/engine/suites.ts';

/** Where a thread outside of every group weighs as much as a whole group: cgroup v1. */
const HIERARCHY = '/sys/fs/cgroup/cpu';
const USUAL = '1024';
/** Of all containers together, and of the clients, which stand for other machines. */
const LARGE = '16384';

/**
 * Gives the private engine's programs, its containers and this process, which has the clients, shares of the CPU as a
 * host with systemd does: there a container weighs as much as all of the engine, while here every thread of the engine
 * would weigh as much as all containers together. Does nothing for other engines. The answer takes it back.
 */
export async function shareFairly(dockerHost: string): Promise<() => Promise<void>> {
  const name = ownSuite(dockerHost);
  if (name === undefined || !existsSync(HIERARCHY)) return async () => undefined;
  const suite = suites[name];
  const containers = join(HIERARCHY, suite.cgroup);
  const groups = { engine: `${containers}-engine`, clients: `${containers}-clients` };
  await mkdir(containers, { recursive: true });
  await form(groups.engine, USUAL, engineProcesses(enginePaths(name).tools, suite.cgroup));
  await form(groups.clients, LARGE, [process.pid]);
  await writeFile(join(containers, 'cpu.shares'), LARGE);
  return async () => {
    await writeFile(join(containers, 'cpu.shares'), USUAL).catch(() => undefined);
    await dissolve(groups.engine);
    await dissolve(groups.clients);
  };
}

async function form(group: string, shares: string, pids: readonly number[]): Promise<void> {
  await mkdir(group, { recursive: true });
  await writeFile(join(group, 'cpu.shares'), shares);
  for (const pid of pids) await move(pid, group);
}

async function dissolve(group: string): Promise<void> {
  const pids = await readIfThere(join(group, 'cgroup.procs'));
  for (const pid of pids.split('\n').filter(Boolean)) await move(Number(pid), HIERARCHY);
  await rmdir(group).catch(() => undefined);
}

/** A process that has ended meanwhile is none to move. */
async function move(pid: number, group: string): Promise<void> {
  await writeFile(join(group, 'cgroup.procs'), String(pid)).catch(() => undefined);
}
