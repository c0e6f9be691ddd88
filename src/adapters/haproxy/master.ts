import { addressKey, isUnset } from './address.ts';
import { parseServersState, parseStat } from './parse.ts';
import { inFlightOf } from './running.ts';
import type { Endpoint } from './socket.ts';
import { exchange } from './socket.ts';

/** What the master process says of its workers. */
export interface MasterView {
  /** Reloads that failed since the last one that worked; undefined when it does not say. */
  readonly failedReloads: number | undefined;
  /** Pids of workers that only finish what they have. */
  readonly oldWorkers: readonly number[];
}

/** Reads `show proc`. Throws `E_BALANCER_SOCKET`. */
export async function readMaster(master: Endpoint, signal: AbortSignal): Promise<MasterView> {
  return parseProc(await exchange(master, 'show proc\n', signal));
}

/** The answer to `show proc`. */
export function parseProc(answer: string): MasterView {
  const lines = answer.split('\n').map((line) => line.trim());
  const failed = /\[failed: (\d+)\]/.exec(answer)?.[1];
  const oldAt = lines.indexOf('# old workers');
  const oldWorkers: number[] = [];
  for (const line of oldAt < 0 ? [] : lines.slice(oldAt + 1)) {
    if (line.startsWith('#')) break;
    const pid = /^(\d+)\s+worker\b/.exec(line)?.[1];
    if (pid !== undefined) oldWorkers.push(Number(pid));
  }
  return { failedReloads: failed === undefined ? undefined : Number(failed), oldWorkers };
}

/**
 * Requests that old workers still serve for a backend, by `addressKey`. A worker that ends meanwhile counts nothing.
 * Throws `E_BALANCER_SOCKET`.
 */
export async function oldInFlight(
  master: Endpoint,
  backend: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const { oldWorkers } = await readMaster(master, signal);
  const answers = await Promise.all(
    oldWorkers.map((pid) => exchange(master, `@!${pid} show stat\n`, signal)),
  );
  const sums = new Map<string, number>();
  for (const row of answers.flatMap((answer) => parseStat(answer) ?? [])) {
    const server = row.pxname === backend ? serverAddress(row.addr ?? '') : undefined;
    if (server !== undefined) sums.set(server, (sums.get(server) ?? 0) + inFlightOf(row));
  }
  return sums;
}

/**
 * Old workers still answer what comes on connections they hold: takes every server of theirs out that is not one of
 * `active` (by `addressKey`). Throws `E_BALANCER_SOCKET`.
 */
export async function drainInOldWorkers(
  master: Endpoint,
  backend: string,
  active: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<void> {
  const { oldWorkers } = await readMaster(master, signal);
  for (const pid of oldWorkers) {
    const answer = await exchange(master, `@!${pid} show servers state ${backend}\n`, signal);
    for (const server of parseServersState(answer) ?? []) {
      if (server.admin !== 'ready' || isUnset(server.address) || active.has(addressKey(server))) continue;
      await exchange(master, `@!${pid} set server ${backend}/${server.name} state drain\n`, signal);
    }
  }
}

/** `addressKey` of `1.2.3.4:80` or `[::1]:80`, as the statistics spell it. */
function serverAddress(text: string): string | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+)):(\d+)$/.exec(text);
  const address = match?.[1] ?? match?.[2];
  return address === undefined ? undefined : addressKey({ address, port: Number(match?.[3]) });
}
