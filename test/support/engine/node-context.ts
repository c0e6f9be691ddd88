import { existsSync } from 'node:fs';
import { cp, mkdir, realpath, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cacheDir } from './paths.ts';
import { progress } from './progress.ts';
import { attempt, run } from './run.ts';

const certificates = '/etc/ssl/certs/ca-certificates.crt';

function nodeBinary(): string {
  const own = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin/node');
  return existsSync(own) ? own : process.execPath;
}

async function npmFolder(): Promise<string> {
  const running = process.env.npm_execpath;
  const { stdout } = await attempt('sh', ['-c', 'command -v npm']);
  for (const start of [running, stdout]) {
    const folder = start ? dirname(dirname(await realpath(start).catch(() => start))) : '';
    // Debian's own npm keeps its parts elsewhere and would not run from a copy.
    if (existsSync(join(folder, 'bin/npm-cli.js')) && existsSync(join(folder, 'node_modules'))) return folder;
  }
  const target = cacheDir('npm');
  if (existsSync(join(target, 'package'))) return join(target, 'package');
  progress('fetching npm…');
  await mkdir(target, { recursive: true });
  await run('npm', ['pack', 'npm@11', '--pack-destination', target], { cwd: target });
  await run('sh', ['-c', 'tar -xzf npm-*.tgz'], { cwd: target });
  return join(target, 'package');
}

/** Adds to a build context what the node image takes from this machine: node, npm, and how npm reaches its registry. */
export async function addNodeFiles(context: string): Promise<void> {
  const registry = await run('npm', ['config', 'get', 'registry']);
  await cp(nodeBinary(), join(context, 'node'));
  await cp(await npmFolder(), join(context, 'npm'), { recursive: true });
  await cp(certificates, join(context, 'ca-certificates.crt'));
  await writeFile(
    join(context, 'npmrc'),
    `cafile=${certificates}\nregistry=${registry}\nupdate-notifier=false\n`,
  );
}
