import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

function executable(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return '';
  }
}

/** The processes whose program lies in a folder. */
export function processesFrom(folder: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && executable(pid).startsWith(`${folder}/`));
}

/** The process a pid file names, if it still runs a program of the given folder. */
export function runningFrom(pidFile: string, folder: string): number | undefined {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8'));
    return executable(pid).startsWith(`${folder}/`) ? pid : undefined;
  } catch {
    return undefined;
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
    await sleep(50);
  }
  return true;
}
