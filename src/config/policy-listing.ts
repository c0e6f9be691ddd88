import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault } from './fault.ts';

/** A policy file as the file system knows it; `fingerprint` changes whenever the file does. */
export interface ListedFile {
  readonly path: string;
  readonly fingerprint: string;
}

/** The policy files of a directory by name, and why some or all of them cannot be listed. */
export interface Listing {
  readonly files: readonly ListedFile[];
  readonly faults: readonly Fault[];
}

/** A short sentence for a failed file-system call. */
export function ioMessage(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'does not exist';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by this user';
  return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

async function fingerprint(path: string): Promise<string> {
  const { mtimeNs, ctimeNs, size, ino } = await stat(path, { bigint: true });
  return `${mtimeNs} ${ctimeNs} ${size} ${ino}`;
}

async function namesIn(path: string): Promise<readonly string[]> {
  if ((await stat(path)).isFile()) return [path];
  const names = await readdir(path);
  return names
    .filter((name) => /\.ya?ml$/.test(name) && !name.startsWith('.'))
    .sort()
    .map((name) => join(path, name));
}

/**
 * Lists the `*.yaml` and `*.yml` files of a directory, without its subdirectories; a file's path lists that file.
 * A missing directory is a fault only where `isRequired`.
 */
export async function listPolicies(path: string, isRequired: boolean): Promise<Listing> {
  const files: ListedFile[] = [];
  const faults: Fault[] = [];
  try {
    for (const name of await namesIn(path)) {
      try {
        files.push({ path: name, fingerprint: await fingerprint(name) });
      } catch (error) {
        if (!isMissing(error)) faults.push({ at: name, message: ioMessage(error) });
      }
    }
  } catch (error) {
    if (isRequired || !isMissing(error))
      faults.push({
        at: path,
        message: `the policies directory ${ioMessage(error)}`,
        fix: 'Create it, or name another with --policies or AUTOSCALER_POLICIES.',
      });
  }
  return { files, faults };
}
