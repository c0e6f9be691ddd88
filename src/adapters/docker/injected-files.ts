import type { ArchivedFile } from './archive.ts';
import type { DockerClient } from './client.ts';
import { mapBounded } from './concurrency.ts';
import { readContainerFile } from './container-files.ts';
import { statusOf } from './failures.ts';
import type { Inspected } from './wire.ts';

/** One change of a container's file system against its image: 0 changed, 1 added, 2 deleted. */
export interface PathChange {
  readonly Path: string;
  readonly Kind: number;
}

/** What the engine tells of one path. `mtime` is RFC 3339 with nanoseconds. */
export interface PathStat {
  readonly mode: number;
  readonly mtime: string;
}

const DELETED = 2;
/** More changed files than these are not looked at; the likeliest come first. */
const MOST_CANDIDATES = 512;
const CONCURRENT_READS = 8;
/** Paths that the engine itself writes. */
const ENGINES_OWN = /^\/(?:\.dockerenv$|dev\/|proc\/|sys\/|etc\/(?:hosts|hostname|resolv\.conf|mtab)$)/;
/** Go's file mode bits for everything that is no regular file. */
const NOT_REGULAR = 0x8f280000;
const SECOND_MS = 1_000;

/**
 * The files that Compose itself copied into the container before its start: configs given as `content` or
 * `environment`, and secrets given as `environment`. A clone does not have them by its settings.
 */
export async function injectedFiles(
  client: DockerClient,
  template: Inspected,
  signal: AbortSignal,
): Promise<readonly ArchivedFile[]> {
  if (template.HostConfig.ReadonlyRootfs || !(Date.parse(template.State.StartedAt) > 0)) return [];
  const candidates = candidatePaths(await changesOf(client, template.Id, signal));
  const stats = await mapBounded(candidates, CONCURRENT_READS, (path) =>
    statOf(client, template.Id, path, signal),
  );
  const paths = candidates.filter((_path, index) => isInjected(stats[index], template));
  const files = await mapBounded(paths, CONCURRENT_READS, async (path) => {
    const file = await readContainerFile(client, template.Id, path, signal);
    return file === undefined ? undefined : { ...file, path: path.slice(1) };
  });
  return files.filter((file) => file !== undefined);
}

/** Changed paths without directories that only hold changed ones, the likeliest for secrets and configs first. */
export function candidatePaths(changes: readonly PathChange[]): readonly string[] {
  const paths = changes.filter(({ Kind: kind }) => kind !== DELETED).map(({ Path: path }) => path);
  const parents = new Set(paths.map((path) => path.slice(0, path.lastIndexOf('/'))));
  const rank = (path: string) => (path.startsWith('/run/secrets/') ? 0 : path.split('/').length);
  return paths
    .filter((path) => !parents.has(path) && !ENGINES_OWN.test(path))
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, MOST_CANDIDATES);
}

/**
 * Compose writes whole seconds as the time of change, which processes hardly ever hit, and writes between the
 * container's creation and its start.
 */
export function isInjected(
  stat: PathStat | undefined,
  template: { readonly Created: string; readonly State: { readonly StartedAt: string } },
): boolean {
  if (stat === undefined || (stat.mode & NOT_REGULAR) !== 0) return false;
  const fraction = /\.(\d+)/.exec(stat.mtime)?.[1] ?? '0';
  const changed = Date.parse(stat.mtime);
  const inTime =
    changed >= Date.parse(template.Created) - SECOND_MS &&
    changed <= Date.parse(template.State.StartedAt) + SECOND_MS;
  return Number(fraction) === 0 && inTime;
}

async function changesOf(
  client: DockerClient,
  id: string,
  signal: AbortSignal,
): Promise<readonly PathChange[]> {
  try {
    const changes: unknown = await client.call(
      'looking for files that Compose copied into the template',
      signal,
      (docker, abortSignal) => docker.getContainer(id).changes({ abortSignal }),
    );
    return isChangeList(changes) ? changes : [];
  } catch (error) {
    if (statusOf(error) === 501) return [];
    throw error;
  }
}

/** Where nothing changed, the engine says null, and the client library makes a buffer of that. */
function isChangeList(changes: unknown): changes is readonly PathChange[] {
  return Array.isArray(changes);
}

async function statOf(
  client: DockerClient,
  id: string,
  path: string,
  signal: AbortSignal,
): Promise<PathStat | undefined> {
  try {
    return await client.call(`looking at ${path} in the template`, signal, async (docker, abortSignal) => {
      const response = await docker.getContainer(id).infoArchive({ path, abortSignal });
      response.resume();
      return parsePathStat(String(response.headers['x-docker-container-path-stat']));
    });
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** Reads the header with a path's facts: JSON in base64. */
export function parsePathStat(header: string): PathStat | undefined {
  try {
    const stat: unknown = JSON.parse(Buffer.from(header, 'base64').toString('utf8'));
    if (typeof stat !== 'object' || stat === null || !('mode' in stat) || !('mtime' in stat))
      return undefined;
    const { mode, mtime } = stat;
    return typeof mode === 'number' && typeof mtime === 'string' ? { mode, mtime } : undefined;
  } catch {
    return undefined;
  }
}
