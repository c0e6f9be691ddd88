import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { execa } from 'execa';
import { aptSetting } from './host.ts';
import { withLock } from './lock.ts';
import { cacheDir } from './paths.ts';
import { EngineProblem, progress } from './progress.ts';
import type { SuiteName } from './suites.ts';

/** A cached tarball of a suite's minimal root file system, made when it is not there yet. */
export async function rootfs(archive: string, suite: SuiteName): Promise<string> {
  const path = cacheDir('rootfs', `${suite}.tar`);
  await withLock(`rootfs-${suite}`, async () => {
    if (existsSync(path)) return;
    progress(`making the base image's files of Debian ${suite}…`);
    await mkdir(dirname(path), { recursive: true });
    const partial = `${path}.partial`;
    // A mirror frozen in time serves lists that apt would call expired, here and in the image.
    const validity = `Acquire::Check-Valid-Until "${(await aptSetting('Acquire::Check-Valid-Until')) || 'true'}"`;
    const args = [
      '--quiet',
      '--variant=minbase',
      '--format=tar',
      `--aptopt=${validity}`,
      suite,
      partial,
      archive,
    ];
    const made = await execa('mmdebstrap', args, { reject: false });
    if (made.exitCode !== 0) throw new EngineProblem(`mmdebstrap of Debian ${suite} failed:\n${made.stderr}`);
    await rename(partial, path);
  });
  return path;
}
