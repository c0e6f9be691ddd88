import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { childEnv, type EngineEnv } from './env.ts';
import { attempt } from './run.ts';

/** Puts the Compose and buildx plugins where the docker client looks for them. */
export async function linkPlugins(tools: string, dockerConfig: string): Promise<void> {
  const plugins = join(dockerConfig, 'cli-plugins');
  await mkdir(plugins, { recursive: true });
  for (const name of ['docker-compose', 'docker-buildx']) {
    await rm(join(plugins, name), { force: true });
    await symlink(join(tools, 'usr/libexec/docker/cli-plugins', name), join(plugins, name));
  }
}

/** Whether the environment's docker client knows Compose v2. */
export async function hasCompose(env: EngineEnv): Promise<boolean> {
  return (await attempt('docker', ['compose', 'version'], { env: childEnv(env, process.env) })).ok;
}
