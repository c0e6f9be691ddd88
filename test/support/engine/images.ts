import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { debianArchive } from './apt-sources.ts';
import { childEnv, type EngineEnv } from './env.ts';
import { installHostPackages, privateEngineObstacle } from './host.ts';
import { cachedImage, docker, hasImage, loadImage, recipeFolder, saveImage } from './image-store.ts';
import { withLock } from './lock.ts';
import { addNodeFiles } from './node-context.ts';
import { ownSuite } from './paths.ts';
import { EngineProblem, progress } from './progress.ts';
import { defaultImages, type ImageName, type Recipe, recipes } from './recipes.ts';
import { rootfs } from './rootfs.ts';
import { attempt } from './run.ts';
import type { SuiteName } from './suites.ts';

async function ensureBase(env: EngineEnv, suite: SuiteName): Promise<string> {
  const name = `debian:${suite}-slim`;
  if (await hasImage(env, name)) return name;
  const inputFile = await rootfs(debianArchive(), suite);
  await docker(env, ['import', '--change', 'CMD ["bash"]', '-', name], { inputFile });
  return name;
}

async function build(env: EngineEnv, name: ImageName, base: string): Promise<void> {
  const recipe: Recipe = recipes[name];
  progress(`building ${name}…`);
  const context = await mkdtemp(join(tmpdir(), 'casc-image-'));
  try {
    await cp(recipeFolder(name), context, { recursive: true });
    if (recipe.folder === 'node') await addNodeFiles(context);
    await docker(env, ['build', '--network', 'host', '--build-arg', `BASE=${base}`, '--tag', name, context]);
  } finally {
    await rm(context, { recursive: true, force: true });
  }
  const shown = await attempt('docker', ['run', '--rm', '--network', 'none', name, ...recipe.version], {
    env: childEnv(env, process.env),
  });
  const version = (shown.stdout || shown.stderr).split('\n')[0]?.trim();
  progress(`${name} is ready, truly ${version} of Debian ${recipe.suite}`);
  await saveImage(env, name);
}

async function makeStandIns(env: EngineEnv, names: readonly ImageName[]): Promise<void> {
  const cached = names.filter((name) => existsSync(cachedImage(name)));
  if (cached.length > 0) progress(`loading ${cached.join(', ')} from the cache…`);
  await Promise.all(cached.map((name) => loadImage(env, name)));
  const missing = names.filter((name) => !cached.includes(name));
  const bySuite = Map.groupBy(missing, (name): SuiteName => recipes[name].suite);
  await Promise.all(
    [...bySuite].map(async ([suite, group]) => {
      const base = await ensureBase(env, suite);
      await Promise.all(group.map((name) => build(env, name, base)));
    }),
  );
}

async function pull(env: EngineEnv, names: readonly ImageName[]): Promise<readonly ImageName[]> {
  for (const [index, name] of names.entries()) {
    progress(`pulling ${name} (${index + 1}/${names.length})…`);
    const options = { env: childEnv(env, process.env), timeout: 300_000 };
    const pulled = await attempt('docker', ['pull', '--quiet', name], options);
    if (pulled.ok) continue;
    const obstacle = privateEngineObstacle();
    if (obstacle) throw new EngineProblem(`could not pull ${name}: ${pulled.stderr}`);
    progress(`could not pull ${name}; building stand-ins`);
    return names.slice(index);
  }
  return [];
}

/** Starts making what the default images are built from, while the engine itself is still on its way. */
export function prefetchBases(): void {
  const missing = defaultImages.filter((name) => !existsSync(cachedImage(name)));
  // A failure shows again, and is reported, when the image is built.
  for (const name of missing) rootfs(debianArchive(), recipes[name].suite).catch(() => undefined);
}

/** Provides the images the engine lacks: stand-ins in a private engine, else the official ones where they can be had. */
export async function ensureImages(
  env: EngineEnv,
  names: readonly ImageName[] = defaultImages,
): Promise<void> {
  await withLock('images', async () => {
    const present = await Promise.all(names.map((name) => hasImage(env, name)));
    const missing = names.filter((_, index) => !present[index]);
    if (missing.length === 0) return;
    const left = ownSuite(env.DOCKER_HOST) ? missing : await pull(env, missing);
    if (left.length === 0) return;
    await installHostPackages();
    await makeStandIns(env, left);
  });
}
