import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { execa } from 'execa';
import { createDocker, type DockerAdapter } from '../../src/adapters/docker/index.ts';
import type { ServiceRef } from '../../src/core/policy.ts';
import type { Replica } from '../../src/core/replica.ts';
import { ensureEngine } from './engine/engine.ts';
import { childEnv } from './engine/env.ts';
import { ensureImages } from './engine/images.ts';
import { soon } from './wait.ts';

/** The image of test services; it has node and a shell. */
export const TEST_IMAGE = 'node:24-trixie-slim';

/** A Compose project of a name of its own on a real engine. */
export interface ComposeProject extends DockerAdapter {
  readonly name: string;
  /** The engine's address. */
  readonly host: string;
  readonly folder: string;
  readonly ref: (service: string) => ServiceRef;
  /** Writes the project's file anew. */
  readonly define: (definition: object) => Promise<void>;
  /** Runs docker compose on the project; what it says on both outputs. */
  readonly compose: (...args: readonly string[]) => Promise<string>;
  readonly docker: (...args: readonly string[]) => Promise<string>;
  readonly inspect: (idOrName: string) => Promise<Docker.ContainerInspectInfo>;
  readonly replicas: (service: string) => Promise<readonly Replica[]>;
  readonly down: () => Promise<void>;
}

/** Makes a project from a Compose file given as an object, without starting anything. Call `down` in the end. */
export async function composeProject(
  definition: object,
  extraEnv: Readonly<Record<string, string>> = {},
): Promise<ComposeProject> {
  const engine = await ensureEngine();
  await ensureImages(engine, [TEST_IMAGE]);
  const name = `cadk-${randomBytes(4).toString('hex')}`;
  const folder = await mkdtemp(join(tmpdir(), `${name}-`));
  const file = join(folder, 'compose.json');
  const env = { ...childEnv(engine, process.env), ...extraEnv };
  const docker = async (...args: readonly string[]) => (await execa('docker', args, { env, all: true })).all;
  const compose = (...args: readonly string[]) => docker('compose', '-f', file, '-p', name, ...args);
  const define = (next: object) => writeFile(file, JSON.stringify(next));
  await define(definition);
  const adapter = createDocker({ host: engine.DOCKER_HOST, lockName: `${name}-lock` });
  const ref = (service: string) => ({ project: name, service });
  return {
    ...adapter,
    name,
    host: engine.DOCKER_HOST,
    folder,
    ref,
    define,
    compose,
    docker,
    inspect: async (idOrName) => JSON.parse(await docker('inspect', '--format', '{{json .}}', idOrName)),
    replicas: async (service) => {
      const services = await adapter.target.list(soon());
      return services.find((one) => one.ref.project === name && one.ref.service === service)?.replicas ?? [];
    },
    down: async () => {
      // Without the file, so that what earlier definitions left goes too.
      await execa('docker', ['compose', '-p', name, 'down', '--volumes', '--timeout', '0'], {
        env,
        cwd: folder,
      });
      await rm(folder, { recursive: true });
    },
  };
}
