import { addressKey } from '../../core/server-address.ts';
import { isUnset } from './address.ts';
import { parseServersState, parseStat } from './parse.ts';
import { inFlightByName } from './running.ts';
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

/** What an old worker still does with one server. */
export interface OldUse {
  /** Requests being served or queued. */
  readonly inFlight: number;
  /** Whether it would send a request there that comes on a connection it still holds. */
  readonly open: boolean;
}

/**
 * What old workers still do with the servers of a backend, by `addressKey`. They take no commands any more.
 * A worker that ends meanwhile does nothing. Throws `E_BALANCER_SOCKET`.
 */
export async function readOldWorkers(
  master: Endpoint,
  backend: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, OldUse>> {
  const { oldWorkers } = await readMaster(master, signal);
  const asked = oldWorkers.map(async (pid) => ({
    stat: await exchange(master, `@!${pid} show stat\n`, signal),
    state: await exchange(master, `@!${pid} show servers state ${backend}\n`, signal),
  }));
  const uses = new Map<string, OldUse>();
  for (const { stat, state } of await Promise.all(asked)) {
    const inFlight = inFlightByName(parseStat(stat) ?? [], backend);
    for (const server of parseServersState(state) ?? []) {
      const key = addressKey(server);
      const other = uses.get(key) ?? { inFlight: 0, open: false };
      uses.set(key, {
        inFlight: other.inFlight + (inFlight.get(server.name) ?? 0),
        open: other.open || (server.admin === 'ready' && !isUnset(server.address)),
      });
    }
  }
  return uses;
}
