import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { aptSetting } from './host.ts';
import { withLock } from './lock.ts';
import { cacheDir } from './paths.ts';
import { progress } from './progress.ts';
import { run } from './run.ts';
import type { SuiteName } from './suites.ts';

const unneeded = ['doc', 'groff', 'info', 'linda', 'lintian', 'locale', 'man'];

/** What makes a base image slim, as Debian's official slim images are. */
export const baseOptions: readonly string[] = [
  '--variant=minbase',
  '--format=tar',
  ...unneeded.map((folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`),
  '--dpkgopt=path-include=/usr/share/doc/*/copyright',
];

const inTheMaking = new Map<SuiteName, Promise<string>>();

async function make(archive: string, suite: SuiteName): Promise<string> {
  const key = createHash('sha256').update(baseOptions.join(' ')).digest('hex').slice(0, 12);
  const path = cacheDir('rootfs', `${suite}-${key}.tar`);
  await withLock(`rootfs-${suite}`, async () => {
    if (existsSync(path)) return;
    progress(`making the base image's files of Debian ${suite}…`);
    await mkdir(dirname(path), { recursive: true });
    // A mirror frozen in time serves lists that apt would call expired, here and in the image.
    const validity = `Acquire::Check-Valid-Until "${(await aptSetting('Acquire::Check-Valid-Until')) || 'true'}"`;
    const partial = `${path}.partial`;
    await run('mmdebstrap', [...baseOptions, `--aptopt=${validity}`, suite, partial, archive]);
    await rename(partial, path);
    progress(`the base image's files of Debian ${suite} are ready`);
  });
  return path;
}

/** A cached tarball of a suite's minimal root file system, made when it is not there yet. */
export function rootfs(archive: string, suite: SuiteName): Promise<string> {
  const tarball = inTheMaking.get(suite) ?? make(archive, suite);
  inTheMaking.set(suite, tarball);
  return tarball;
}
