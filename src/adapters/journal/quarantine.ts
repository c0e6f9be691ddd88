import { readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** How many damaged files are kept. */
const KEEP = 3;
const SUFFIXES = ['', '-wal', '-shm'];

/** Moves a damaged database with its companions out of the way and returns its new path. */
export function moveAside(path: string, now: number): string {
  const time = new Date(now).toISOString().replaceAll(':', '-');
  const target = `${path}.corrupt-${time}`;
  for (const suffix of SUFFIXES) renameIfThere(`${path}${suffix}`, `${target}${suffix}`);
  forgetOldest(path);
  return target;
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

function forgetOldest(path: string): void {
  const prefix = `${basename(path)}.corrupt-`;
  const databases = readdirSync(dirname(path))
    .filter((name) => name.startsWith(prefix) && name.endsWith('Z'))
    .sort();
  for (const name of databases.slice(0, -KEEP)) {
    for (const suffix of SUFFIXES) rmSync(join(dirname(path), `${name}${suffix}`), { force: true });
  }
}
