import { readFile } from 'node:fs/promises';
import { system } from './host.ts';

/** The mount points below the given folders, deepest first, from the text of /proc/self/mounts. */
export function mountsBelow(mounts: string, folders: readonly string[]): string[] {
  return mounts
    .split('\n')
    .map((line) => (line.split(' ')[1] ?? '').replaceAll('\\040', ' '))
    .filter((point) => folders.some((folder) => point === folder || point.startsWith(`${folder}/`)))
    .sort((a, b) => b.length - a.length);
}

/** Unmounts whatever is mounted below the given folders. */
export async function unmountBelow(folders: readonly string[]): Promise<void> {
  const points = mountsBelow(await readFile('/proc/self/mounts', 'utf8'), folders);
  for (const point of points) await system('umount', ['--lazy', point]);
}
