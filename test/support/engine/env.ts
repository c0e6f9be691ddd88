import { delimiter } from 'node:path';

/** What a process needs in its environment to reach the engine. */
export interface EngineEnv {
  readonly DOCKER_HOST: string;
  /** Only set when the client needs our own folder of plugins. */
  readonly DOCKER_CONFIG?: string;
  /** Folders with the docker client, to search before the rest of PATH. */
  readonly path: readonly string[];
}

function quote(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

/** Lines for a shell's eval that make the engine the one its commands talk to. */
export function exportLines(env: EngineEnv): string {
  const lines = [`export DOCKER_HOST=${quote(env.DOCKER_HOST)}`];
  if (env.DOCKER_CONFIG) lines.push(`export DOCKER_CONFIG=${quote(env.DOCKER_CONFIG)}`);
  if (env.path.length > 0) lines.push(`export PATH=${quote(env.path.join(delimiter))}${delimiter}"$PATH"`);
  return `${lines.join('\n')}\n`;
}

/** The environment of a child process that is to use the engine. */
export function childEnv(env: EngineEnv, base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const rest = (base.PATH ?? '').split(delimiter).filter((folder) => !env.path.includes(folder));
  const path = [...env.path, ...rest].join(delimiter);
  const config = env.DOCKER_CONFIG ? { DOCKER_CONFIG: env.DOCKER_CONFIG } : {};
  return { ...base, DOCKER_HOST: env.DOCKER_HOST, ...config, PATH: path };
}
