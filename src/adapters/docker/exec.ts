import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { DockerClient } from './client.ts';
import { demultiplex } from './multiplex.ts';

const DEADLINE_MS = 30_000;
const EXIT_POLL_MS = 20;

/** How a command inside a container ended. `output` is stdout and stderr as they came. */
export interface ExecResult {
  readonly exitCode: number;
  readonly output: string;
}

/** Runs a command in a running container and waits for its end. No shell is involved. */
export async function execIn(
  client: DockerClient,
  containerId: string,
  argv: readonly string[],
  options: { readonly user?: string; readonly signal: AbortSignal },
): Promise<ExecResult> {
  const { user, signal } = options;
  return await client.call(
    `running ${argv[0] ?? 'nothing'} in a container`,
    signal,
    async (docker, abortSignal) => {
      const exec = await docker.getContainer(containerId).exec({
        Cmd: [...argv],
        AttachStdout: true,
        AttachStderr: true,
        ...(user === undefined ? {} : { User: user }),
        abortSignal,
      });
      const output = demultiplex(await buffer(await exec.start({ Detach: false, Tty: false, abortSignal })));
      return { exitCode: await exitCodeOf(exec, abortSignal), output };
    },
    DEADLINE_MS,
  );
}

/** The exit code of a command whose output has ended: the engine knows it a moment later. */
export async function exitCodeOf(exec: Docker.Exec, abortSignal: AbortSignal): Promise<number> {
  for (;;) {
    const { ExitCode: exitCode, Running: running } = await exec.inspect({ abortSignal });
    if (!running && exitCode !== null) return exitCode;
    await sleep(EXIT_POLL_MS, undefined, { signal: abortSignal });
  }
}
