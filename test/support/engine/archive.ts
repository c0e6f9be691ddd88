import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type DebPackage, newest, parsePackages, releaseHash } from './packages-index.ts';
import { cacheDir } from './paths.ts';
import { EngineProblem, progress } from './progress.ts';
import { attempt, run } from './run.ts';
import type { PackageChoice, SuiteName } from './suites.ts';

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

// apt's own downloader follows the machine's proxy, CA and login settings, and checks the hash.
async function download(uri: string, path: string, sha256?: string): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  await mkdir(dirname(path), { recursive: true });
  const hash = sha256 ? [`SHA256:${sha256}`] : [];
  const args = ['-o', 'APT::Sandbox::User=root', 'download-file', uri, partial, ...hash];
  const result = await attempt('/usr/lib/apt/apt-helper', args);
  if (!result.ok) {
    await rm(partial, { force: true });
    throw new EngineProblem(`could not fetch ${uri}:\n${result.stderr}`);
  }
  await rename(partial, path);
}

async function fetchIndex(archive: string, suite: SuiteName): Promise<string> {
  const arch = await run('dpkg', ['--print-architecture']);
  const listed = `main/binary-${arch}/Packages.xz`;
  const signed = cacheDir('index', suite, 'InRelease');
  await download(`${archive}/dists/${suite}/InRelease`, signed);
  const release = await attempt('gpgv', ['--keyring', keyring, '--output', '-', signed]);
  if (!release.ok)
    throw new EngineProblem(`the signature of Debian ${suite} does not hold:\n${release.stderr}`);
  const hash = releaseHash(release.stdout, listed);
  if (!hash) throw new EngineProblem(`Debian ${suite} has no packages for ${arch}`);
  const path = cacheDir('index', suite, `Packages-${hash.slice(0, 16)}.xz`);
  if (!existsSync(path)) await download(`${archive}/dists/${suite}/${listed}`, path, hash);
  return path;
}

async function findPackages(
  archive: string,
  suite: SuiteName,
  names: ReadonlySet<string>,
): Promise<DebPackage[]> {
  progress(`reading the package list of ${suite}…`);
  const index = await fetchIndex(archive, suite);
  const found = parsePackages(await run('xz', ['--decompress', '--stdout', index]), names);
  return [...names].map((name) => {
    const best = newest(found, name);
    if (!best) throw new EngineProblem(`Debian ${suite} has no package ${name}`);
    return best;
  });
}

/** Fetches the chosen packages into the cache and unpacks them into one folder, which appears only when whole. */
export async function unpackPackages(
  archive: string,
  choices: readonly PackageChoice[],
  folder: string,
): Promise<void> {
  if (existsSync(folder)) return;
  const bySuite = Map.groupBy(choices, (choice) => choice.suite);
  const lists = await Promise.all(
    [...bySuite].map(([suite, chosen]) =>
      findPackages(archive, suite, new Set(chosen.map(({ name }) => name))),
    ),
  );
  const packages = lists.flat();
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  for (const [index, deb] of packages.entries()) {
    const path = cacheDir('debs', `${deb.sha256.slice(0, 16)}-${deb.filename.split('/').at(-1)}`);
    if (!existsSync(path)) {
      progress(`fetching ${deb.name} ${deb.version} (${index + 1}/${packages.length})…`);
      await download(`${archive}/${deb.filename}`, path, deb.sha256);
    }
    await run('dpkg', ['-x', path, partial]);
  }
  await rename(partial, folder);
}
