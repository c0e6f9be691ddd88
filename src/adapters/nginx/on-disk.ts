import type { ServerAddress } from '../../core/server-address.ts';
import { addressKey } from '../../core/server-address.ts';
import type { FilePlace } from './file-place.ts';
import { readHead } from './generated-file.ts';
import type { MainFile } from './main-file.ts';
import { readMain } from './main-file.ts';
import type { FilesOnDisk } from './probe.ts';

/** What lies in the directory of generated files at one place. */
export interface OnDisk {
  readonly file: MainFile | undefined;
  /** What the file was before its last change, while that is not proven. */
  readonly previous: MainFile | undefined;
  /** The file's generation, when nginx was seen to have loaded it; whatever nginx runs now, it is of this file. */
  readonly proven: string | undefined;
}

/** The files that `readOnDisk` wants. */
export function filesAt({ file, previous, proof }: FilePlace): readonly string[] {
  return [file, previous, proof];
}

/** Reads a main file and what lies beside it. */
export function readOnDisk(files: FilesOnDisk, place: FilePlace): OnDisk {
  const [now, before] = [place.file, place.previous].map((path) => files.get(path));
  const proven = provenAt(files, place);
  return {
    file: now && readMain(now),
    previous: proven !== undefined || before === undefined ? undefined : readMain(before),
    proven,
  };
}

/** The generation of the file there, when nginx was seen to have loaded it. */
export function provenAt(files: FilesOnDisk, { file, proof }: FilePlace): string | undefined {
  const { generation } = readHead(files.get(file) ?? []);
  return files.get(proof)?.[0] === generation ? generation : undefined;
}

/** The servers that whatever nginx runs now is certain to have. */
export function certainServers({ file, previous, proven }: OnDisk): readonly ServerAddress[] {
  const servers = file?.servers ?? [];
  if (proven !== undefined) return servers;
  const before = new Set(previous?.servers.map(addressKey));
  return servers.filter((server) => before.has(addressKey(server)));
}

/** The servers that some worker may have: one of the file's generation or of one before it. */
export function possibleServers(
  { file, previous }: OnDisk,
  hasOldWorkers: boolean,
): readonly ServerAddress[] {
  const known = [file, previous].flatMap((each) => each?.servers ?? []);
  const left = [file, previous].flatMap((each) => (hasOldWorkers ? (each?.left ?? []) : []));
  return distinct([...known, ...left]);
}

/** One of each address, in order. */
export function distinct<T extends ServerAddress>(servers: readonly T[]): readonly T[] {
  const seen = new Map<string, T>();
  for (const server of servers) if (!seen.has(addressKey(server))) seen.set(addressKey(server), server);
  return [...seen.values()];
}

/** Those whose address is not among `others`. */
export function without<T extends ServerAddress>(
  servers: readonly T[],
  others: readonly ServerAddress[],
): readonly T[] {
  const out = new Set(others.map(addressKey));
  return servers.filter((server) => !out.has(addressKey(server)));
}
