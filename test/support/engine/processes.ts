import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfInterrupted } from './run.ts';

const enginePrograms = /^(dockerd|docker-proxy|containerd|containerd-shim.*|runc|docker-init)$/;

function executable(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return '';
  }
}

function cgroups(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cgroup`, 'utf8');
  } catch {
    return '';
  }
}

/** The engine's own processes (not its clients), by the folder of their programs and the cgroup of its containers. */
export function engineProcesses(tools: string, cgroup: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      if (!(pid > 0)) return false;
      const program = executable(pid);
      if (program.startsWith(`${tools}/`)) return enginePrograms.test(basename(program));
      return cgroups(pid).includes(`:/${cgroup}/`);
    });
}

/** The process a pid file names, if it is the dockerd that runs with the given configuration file. */
export function daemonOf(pidFile: string, config: string): number | undefined {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8'));
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(config) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Whether any Docker daemon at all runs on this machine. */
export function anyDaemon(): boolean {
  return readdirSync('/proc').some(
    (pid) => Number(pid) > 0 && basename(executable(Number(pid))) === 'dockerd',
  );
}

/** Whether a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Sends a signal to a process that may already be gone. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself meanwhile.
  }
}

/** Waits until a condition holds; false when the deadline passes first. */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  timeoutMs: number,
): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > end) return false;
    throwIfInterrupted();
    await sleep(50);
  }
  return true;
}
