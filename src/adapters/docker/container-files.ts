import { posix } from 'node:path';
import { type ArchivedFile, packFiles, unpackFiles } from './archive.ts';
import type { DockerClient } from './client.ts';
import { statusOf } from './failures.ts';

const MAX_LINKS = 8;
const DEADLINE_MS = 30_000;

/** One file of a container, links followed; undefined when there is none. Works on stopped containers too. */
export async function readContainerFile(
  client: DockerClient,
  id: string,
  path: string,
  signal: AbortSignal,
): Promise<ArchivedFile | undefined> {
  let place = path;
  for (let links = 0; links <= MAX_LINKS; links += 1) {
    const file = await readEntry(client, id, place, signal);
    if (file?.linksTo === undefined) return file;
    place = posix.resolve(posix.dirname(place), file.linksTo);
  }
  return undefined;
}

async function readEntry(
  client: DockerClient,
  id: string,
  path: string,
  signal: AbortSignal,
): Promise<ArchivedFile | undefined> {
  try {
    const files = await client.call(
      `reading ${path} in a container`,
      signal,
      async (docker, abortSignal) =>
        await unpackFiles(await docker.getContainer(id).getArchive({ path, abortSignal })),
      DEADLINE_MS,
    );
    return files.find((file) => file.path === posix.basename(path));
  } catch (error) {
    if (statusOf(error) === 404 && !isContainerGone(error)) return undefined;
    throw error;
  }
}

/** Unpacks files under an existing directory of a container; further directories are made on the way. */
export async function writeContainerFiles(
  client: DockerClient,
  id: string,
  directory: string,
  files: readonly ArchivedFile[],
  signal: AbortSignal,
): Promise<void> {
  const archive = await packFiles(files);
  await client.call(
    `writing into ${directory} of a container`,
    signal,
    (docker, abortSignal) => docker.getContainer(id).putArchive(archive, { path: directory, abortSignal }),
    DEADLINE_MS,
  );
}

function isContainerGone(error: unknown): boolean {
  return error instanceof Error && /no such container: /i.test(error.message);
}
