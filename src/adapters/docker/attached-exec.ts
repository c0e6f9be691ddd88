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
/** Longer than a command takes to undo what it did. */
const END_PATIENCE_MS = 180_000;

/**
 * Runs a command in a running container with its output passed through, for as long as it takes. A signal cannot be
 * sent to it: when `signal` aborts, its standard input ends, and it has a while to end itself.
 */
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
        AttachStdin: true,
        AttachStdout: true,
        AttachStderr: true,
        abortSignal,
      }),
    START_DEADLINE_MS,
  );
  return client.call(
    what,
    later(signal, END_PATIENCE_MS),
    async (docker, abortSignal) => {
      await passThrough(docker, exec, output, signal, abortSignal);
      return exitCodeOf(exec, abortSignal);
    },
    NO_DEADLINE_MS,
  );
}

async function passThrough(
  docker: Docker,
  exec: Docker.Exec,
  { stdout, stderr }: AttachedOutput,
  signal: AbortSignal,
  abortSignal: AbortSignal,
): Promise<void> {
  const stream = await exec.start({ Detach: false, Tty: false, hijack: true, stdin: true, abortSignal });
  const endInput = () => void stream.end();
  const close = () => void stream.destroy();
  abortSignal.addEventListener('abort', close, { once: true });
  signal.addEventListener('abort', endInput, { once: true });
  if (signal.aborted) endInput();
  try {
    docker.modem.demuxStream(stream, stdout, stderr);
    await finished(stream, { writable: false });
  } finally {
    close();
    signal.removeEventListener('abort', endInput);
  }
}

/** Aborts so many milliseconds after `signal` does. */
function later(signal: AbortSignal, ms: number): AbortSignal {
  const controller = new AbortController();
  const arm = () => void setTimeout(() => controller.abort(signal.reason), ms).unref();
  signal.addEventListener('abort', arm, { once: true });
  if (signal.aborted) arm();
  return controller.signal;
}
