import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { readIfThere } from './archive.ts';

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
