import type { DockerClient } from './client.ts';
import { demultiplex } from './multiplex.ts';

const LINES = 10;
const MAX_CHARACTERS = 2_000;
const DEADLINE_MS = 3_000;

/** The last lines a container logged; empty when its log cannot be read. For messages: it never throws. */
export async function lastLogLines(client: DockerClient, id: string, signal: AbortSignal): Promise<string> {
  try {
    const raw: unknown = await client.call(
      'reading the last log lines',
      signal,
      (docker, abortSignal) =>
        docker.getContainer(id).logs({ stdout: true, stderr: true, tail: LINES, abortSignal }),
      DEADLINE_MS,
    );
    const text = Buffer.isBuffer(raw) ? demultiplex(raw) : JSON.stringify(raw);
    return text.trim().slice(-MAX_CHARACTERS);
  } catch {
    return '';
  }
}
