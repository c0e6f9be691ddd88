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
const MOST_KEPT = 2_000;
const CHANGES_DEADLINE_MS = 60_000;
/** Paths that the engine itself writes. */
const ENGINES_OWN = /^\/(?:\.dockerenv$|dev\/|proc\/|sys\/|etc\/(?:hosts|hostname|resolv\.conf|mtab)$)/;
/** Go's file mode bits for everything that is no regular file. */
const NOT_REGULAR = 0x8f280000;
const SECOND_MS = 1_000;

/**
 * Finds the files that Compose itself copied into a container before its start: configs given as `content` or
 * `environment`, and secrets given as `environment`. A clone does not have them by its settings. The search can
 * take the engine a while, so what it found is kept: nothing is copied in after the first start.
 */
export class InjectedFiles {
  readonly #client: DockerClient;
  readonly #paths = new Map<string, Promise<readonly string[]>>();

  constructor(client: DockerClient) {
    this.#client = client;
  }

  /** The files, by their path from the root without a leading slash. */
  async of(template: Inspected, signal: AbortSignal): Promise<readonly ArchivedFile[]> {
    const paths = await this.#pathsOf(template, signal);
    const files = await mapBounded(paths, CONCURRENT_READS, async (path) => {
      const file = await readContainerFile(this.#client, template.Id, path, signal);
      return file === undefined ? undefined : { ...file, path: path.slice(1) };
    });
    return files.filter((file) => file !== undefined);
  }

  /** A clone that was given its template's files has the same. */
  inherit(templateId: string, cloneId: string): void {
    const paths = this.#paths.get(templateId);
    if (paths !== undefined) this.#keep(cloneId, paths);
  }

  async #pathsOf(template: Inspected, signal: AbortSignal): Promise<readonly string[]> {
    const known = this.#paths.get(template.Id);
    if (known !== undefined) return await known;
    if (!mayHaveFiles(template)) return [];
    const finding = this.#find(template, signal);
    this.#keep(template.Id, finding);
    finding.catch(() => this.#paths.delete(template.Id));
    return await finding;
  }

  #keep(id: string, paths: Promise<readonly string[]>): void {
    if (this.#paths.size >= MOST_KEPT) this.#paths.clear();
    this.#paths.set(id, paths);
  }

  async #find(template: Inspected, signal: AbortSignal): Promise<readonly string[]> {
    const candidates = candidatePaths(await changesOf(this.#client, template.Id, signal));
    const stats = await mapBounded(candidates, CONCURRENT_READS, (path) =>
      statOf(this.#client, template.Id, path, signal),
    );
    return candidates.filter((_path, index) => isInjected(stats[index], template));
  }
}

/** Not before its first start, where Compose refuses to copy, or where nothing was written at all. */
function mayHaveFiles(template: Inspected): boolean {
  const wasStarted = Date.parse(template.State.StartedAt) > 0;
  return wasStarted && !template.HostConfig.ReadonlyRootfs && template.SizeRw !== 0;
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
      CHANGES_DEADLINE_MS,
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
