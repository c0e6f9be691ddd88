import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnv, type EngineEnv } from './env.ts';
import { cacheDir } from './paths.ts';
import { type ImageName, recipes } from './recipes.ts';
import { baseOptions } from './rootfs.ts';
import { attempt, type RunOptions, run } from './run.ts';

/** Runs the docker client against the engine. */
export async function docker(
  env: EngineEnv,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  return await run('docker', args, { ...options, env: childEnv(env, process.env) });
}

/** Whether the engine holds an image of that name, whoever made it. */
export async function hasImage(env: EngineEnv, image: string): Promise<boolean> {
  return (await attempt('docker', ['image', 'inspect', image], { env: childEnv(env, process.env) })).ok;
}

/** The folder of an image's Dockerfile. */
export function recipeFolder(name: ImageName): string {
  return fileURLToPath(new URL(`./images/${recipes[name].folder}`, import.meta.url));
}

function fileStem(name: ImageName): string {
  return `${name.replaceAll(/[/:]/g, '-')}-`;
}

/** Where an image built from the present state of its recipe is kept. */
export function cachedImage(name: ImageName): string {
  const folder = recipeFolder(name);
  const hash = createHash('sha256').update(`${recipes[name].suite} ${process.version} ${baseOptions}`);
  for (const file of readdirSync(folder).sort()) hash.update(file).update(readFileSync(join(folder, file)));
  return cacheDir('images', `${fileStem(name)}${hash.digest('hex').slice(0, 12)}.tar`);
}

/** Loads an image from the cache; false when it is not there. */
export async function loadImage(env: EngineEnv, name: ImageName): Promise<boolean> {
  const path = cachedImage(name);
  if (!existsSync(path)) return false;
  await docker(env, ['load', '--quiet', '--input', path]);
  return true;
}

/** Keeps a built image for the next engine, in place of those built from earlier states of its recipe. */
export async function saveImage(env: EngineEnv, name: ImageName): Promise<void> {
  const path = cachedImage(name);
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const earlier = readdirSync(folder).filter((file) => file.startsWith(fileStem(name)));
  for (const file of earlier) await rm(join(folder, file), { force: true });
  await docker(env, ['save', '--output', `${path}.partial`, name]);
  await rename(`${path}.partial`, path);
}
