import { readdirSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EnginePaths } from './paths.ts';
import { isAlive } from './processes.ts';

/** Notes that this process uses the engine. */
export async function takeLease(paths: EnginePaths): Promise<void> {
  await mkdir(paths.leases, { recursive: true });
  await writeFile(join(paths.leases, String(process.pid)), '');
}

/** Ends this process's use of the engine; true when no other living process uses it. */
export async function dropLease(paths: EnginePaths): Promise<boolean> {
  await rm(join(paths.leases, String(process.pid)), { force: true });
  try {
    return !readdirSync(paths.leases).some((pid) => isAlive(Number(pid)));
  } catch {
    return true;
  }
}
