import type { ServerAddress } from '../../core/server-address.ts';
import { addressKey } from '../../core/server-address.ts';
import type { SafeNames } from './names.ts';
import type { UpstreamFile } from './upstream.ts';
import { readUpstream } from './upstream.ts';

/** What lies in the directory of generated files for one service. */
export interface OnDisk {
  readonly file: UpstreamFile | undefined;
  /** What the file was before its last change, while that is not proven. */
  readonly previous: UpstreamFile | undefined;
  /** The file's generation, when nginx was seen to have loaded it; whatever nginx runs now, it is of this file. */
  readonly proven: string | undefined;
}

/** The files that `readOnDisk` wants, in its order. */
export function filesOf({ file, previous, proof }: SafeNames): readonly string[] {
  return [file, previous, proof];
}

/** Reads `filesOf`, given by their lines. */
export function readOnDisk([file, previous, proof]: readonly (readonly string[] | undefined)[]): OnDisk {
  const now = file && readUpstream(file);
  const isProven = now?.generation !== undefined && proof?.[0] === now.generation;
  return {
    file: now,
    previous: isProven || previous === undefined ? undefined : readUpstream(previous),
    proven: isProven ? now.generation : undefined,
  };
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
