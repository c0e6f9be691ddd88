import { finished } from 'node:stream/promises';
import type Docker from 'dockerode';
import type { DockerClient } from './client.ts';
import { exitCodeOf } from './exec.ts';

/** Where the output of an attached command goes as it comes. */
export interface AttachedOutput {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

const START_DEADLINE_MS = 30_000;
const NO_DEADLINE_MS = 2 ** 31 - 1;

/** Runs a command in a running container with its output passed through, for as long as it takes or until `signal`. */
export async function execAttached(
  client: DockerClient,
  containerId: string,
  argv: readonly string[],
  output: AttachedOutput,
  signal: AbortSignal,
): Promise<number> {
  const what = `running ${argv[0] ?? 'nothing'} in a container`;
  const exec = await client.call(
    what,
    signal,
    (docker, abortSignal) =>
      docker.getContainer(containerId).exec({
        Cmd: [...argv],
        AttachStdout: true,
        AttachStderr: true,
        abortSignal,
      }),
    START_DEADLINE_MS,
  );
  return client.call(
    what,
    signal,
    async (docker, abortSignal) => {
      await passThrough(docker, exec, output, abortSignal);
      return exitCodeOf(exec, abortSignal);
    },
    NO_DEADLINE_MS,
  );
}

async function passThrough(
  docker: Docker,
  exec: Docker.Exec,
  { stdout, stderr }: AttachedOutput,
  abortSignal: AbortSignal,
): Promise<void> {
  const stream = await exec.start({ Detach: false, Tty: false, abortSignal });
  docker.modem.demuxStream(stream, stdout, stderr);
  await finished(stream, { writable: false });
}
