import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfThere } from './files.ts';

const root = '/sys/fs/cgroup';

/** Inside a container with cgroup v2, makes room for the engine's own cgroups; does nothing elsewhere. */
export async function prepareCgroups(): Promise<void> {
  const controllers = (await readIfThere(`${root}/cgroup.controllers`)).trim();
  // Only a non-root cgroup has a type; the kernel then wants processes in the leaves alone.
  const type = await readIfThere(`${root}/cgroup.type`);
  if (!controllers || !type) return;
  await mkdir(`${root}/init`, { recursive: true });
  for (const pid of (await readFile(`${root}/cgroup.procs`, 'utf8')).split('\n').filter(Boolean)) {
    await writeFile(`${root}/init/cgroup.procs`, pid).catch(() => undefined);
  }
  const enable = controllers.split(' ').map((name) => `+${name}`);
  await writeFile(`${root}/cgroup.subtree_control`, enable.join(' '));
}

async function removeTree(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeTree(join(folder, entry.name));
  }
  await rmdir(folder).catch(() => undefined);
}

/** Removes the empty cgroups a stopped engine leaves, in the one hierarchy of v2 or the many of v1. */
export async function removeCgroups(name: string): Promise<void> {
  const hierarchies = existsSync(root) ? readdirSync(root, { withFileTypes: true }) : [];
  await removeTree(join(root, name));
  for (const entry of hierarchies) {
    if (entry.isDirectory()) await removeTree(join(root, entry.name, name));
  }
}
