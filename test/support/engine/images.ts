import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { debianArchive } from './apt-sources.ts';
import { childEnv, type EngineEnv } from './env.ts';
import { addNodeFiles } from './node-context.ts';
import { EngineProblem, progress } from './progress.ts';
import { defaultImages, type ImageName, type Recipe, recipes } from './recipes.ts';
import { rootfs } from './rootfs.ts';
import type { SuiteName } from './suites.ts';

const folder = fileURLToPath(new URL('./images', import.meta.url));

async function docker(env: EngineEnv, args: readonly string[], inputFile?: string): Promise<string> {
  const options = { env: childEnv(env, process.env), ...(inputFile ? { inputFile } : {}) };
  const result = await execa('docker', args, { ...options, reject: false });
  if (result.exitCode !== 0) throw new EngineProblem(`docker ${args.join(' ')} failed:\n${result.stderr}`);
  return result.stdout || result.stderr;
}

async function has(env: EngineEnv, image: string): Promise<boolean> {
  return await docker(env, ['image', 'inspect', '--format', '{{.Id}}', image]).then(
    () => true,
    () => false,
  );
}

async function ensureBase(env: EngineEnv, suite: SuiteName): Promise<string> {
  const name = `debian:${suite}-slim`;
  if (await has(env, name)) return name;
  const tarball = await rootfs(debianArchive(), suite);
  await docker(env, ['import', '--change', 'CMD ["bash"]', '-', name], tarball);
  return name;
}

async function build(env: EngineEnv, name: ImageName, base: string): Promise<void> {
  const recipe: Recipe = recipes[name];
  progress(`building ${name}…`);
  const context = await mkdtemp(join(tmpdir(), 'casc-image-'));
  try {
    await cp(join(folder, recipe.folder), context, { recursive: true });
    if (recipe.folder === 'node') await addNodeFiles(context);
    await docker(env, ['build', '--network', 'host', '--build-arg', `BASE=${base}`, '--tag', name, context]);
  } finally {
    await rm(context, { recursive: true, force: true });
  }
  const version = await docker(env, ['run', '--rm', '--network', 'none', name, ...recipe.version]);
  progress(`${name} is ready: ${version.split('\n')[0]?.trim()} of Debian ${recipe.suite}`);
}

/** Builds the images the engine lacks; those it has, whoever made them, stay as they are. */
export async function ensureImages(
  env: EngineEnv,
  names: readonly ImageName[] = defaultImages,
): Promise<void> {
  const present = await Promise.all(names.map((name) => has(env, name)));
  const missing = names.filter((_, index) => !present[index]);
  const bySuite = Map.groupBy(missing, (name): SuiteName => recipes[name].suite);
  await Promise.all(
    [...bySuite].map(async ([suite, group]) => {
      const base = await ensureBase(env, suite);
      await Promise.all(group.map((name) => build(env, name, base)));
    }),
  );
}
