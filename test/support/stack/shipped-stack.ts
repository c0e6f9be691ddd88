import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import { ownSuite } from '../engine/paths.ts';
import { freePorts } from './free-ports.ts';

/** The images docker-compose.yml builds. */
const builtImages = ['compose-autoscaler/demo-web', 'compose-autoscaler/autoscaler'] as const;

const root = fileURLToPath(new URL('../../../', import.meta.url));
const hostNetwork = fileURLToPath(new URL('./build-on-host-network.yml', import.meta.url));

/** How to start the shipped stack. */
export interface StackOptions {
  /** The first part of the project's name; the rest makes it unique. */
  readonly prefix: string;
  /** An environment in which `docker` reaches the engine. */
  readonly env: NodeJS.ProcessEnv;
  /** For docker-compose.yml, such as CPU_MS. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** The stack of docker-compose.yml, unchanged, under a project name and on ports of its own. */
export interface ShippedStack {
  readonly project: string;
  /** Without a slash at the end. */
  readonly urls: { readonly web: string; readonly prometheus: string; readonly autoscaler: string };
  /** Runs docker compose on the project: both outputs, as one. Aborting the signal ends it. */
  compose(args: readonly string[], signal?: AbortSignal): Promise<string>;
  /** A service's log as it grows, line by line, until the signal aborts or the service is gone. */
  follow(service: string, signal: AbortSignal): AsyncIterable<string>;
  build(signal?: AbortSignal): Promise<void>;
  up(signal?: AbortSignal): Promise<void>;
  /** Removes everything of the project, and the images that were not there before `build`. */
  down(): Promise<void>;
}

/** Prepares the stack without starting anything. Throws when the engine has no socket on this machine. */
export async function shippedStack({ prefix, env, settings = {} }: StackOptions): Promise<ShippedStack> {
  const project = `${prefix}-${randomBytes(3).toString('hex')}`;
  const [web, prometheus, autoscaler] = await freePorts(3);
  const environment = {
    ...env,
    ...(await socketSettings(env.DOCKER_HOST)),
    HTTP_PORT: String(web),
    PROMETHEUS_PORT: String(prometheus),
    AUTOSCALER_PORT: String(autoscaler),
    ...settings,
  };
  const options = { env: environment, cwd: root, stdin: 'ignore', all: true } as const;
  const arguments_ = (args: readonly string[]) => ['compose', '-p', project, ...args];
  const compose: ShippedStack['compose'] = async (args, signal) =>
    stripVTControlCharacters(
      (await execa('docker', arguments_(args), { ...options, ...(signal ? { cancelSignal: signal } : {}) }))
        .all,
    );
  const newImages: string[] = [];
  return {
    project,
    urls: {
      web: `http://127.0.0.1:${web}`,
      prometheus: `http://127.0.0.1:${prometheus}`,
      autoscaler: `http://127.0.0.1:${autoscaler}`,
    },
    compose,
    async *follow(service, signal) {
      const args = arguments_(['logs', '--follow', '--no-color', '--no-log-prefix', service]);
      const running = { ...options, cancelSignal: signal, reject: false, buffer: false } as const;
      // Compose before 2.27 erases a line of the terminal before each one, even into a pipe.
      for await (const line of execa('docker', args, running).iterable({ from: 'all' }))
        yield stripVTControlCharacters(line);
    },
    async build(signal) {
      for (const image of builtImages) {
        const { failed } = await execa('docker', ['image', 'inspect', image], { ...options, reject: false });
        if (failed) newImages.push(image);
      }
      const files = ownSuite(env.DOCKER_HOST ?? '') ? ['-f', 'docker-compose.yml', '-f', hostNetwork] : [];
      await compose([...files, 'build'], signal);
    },
    async up(signal) {
      await compose(['up', '--detach', '--quiet-pull', '--no-build'], signal);
    },
    async down() {
      // In a process group of its own, which a Ctrl-C does not reach.
      const apart = { ...options, detached: true };
      await execa('docker', arguments_(['down', '--volumes', '--remove-orphans', '--timeout', '5']), apart);
      if (newImages.length > 0)
        await execa('docker', ['image', 'rm', ...newImages], { ...apart, reject: false });
    },
  };
}

async function socketSettings(dockerHost: string | undefined): Promise<Record<string, string>> {
  const socket = (dockerHost ?? 'unix:///var/run/docker.sock').replace(/^unix:\/\//, '');
  if (!socket.startsWith('/'))
    throw new Error(`the autoscaler needs the engine's socket on this machine, which ${dockerHost} is not`);
  return { DOCKER_SOCKET: socket, DOCKER_GID: String((await stat(socket)).gid) };
}
