import { addressKey } from '../../core/server-address.ts';
import { isUnset } from './address.ts';
import { parseServersState } from './parse.ts';
import { addInFlight, serverKey } from './servers.ts';
import type { Endpoint } from './socket.ts';
import { exchange } from './socket.ts';

/** An old worker answers at once or never. Milliseconds. */
const OLD_WORKER_ANSWER_MS = 1_000;
const OLD_WORKER_ATTEMPTS = 5;

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

/** What old workers still do, by backend and then by `addressKey`. */
export type OldUses = ReadonlyMap<string, ReadonlyMap<string, OldUse>>;

/**
 * What old workers still do with servers. They take no commands any more. A worker that ends meanwhile does nothing.
 * Throws `E_BALANCER_SOCKET`.
 */
export async function readOldWorkers(master: Endpoint, signal: AbortSignal): Promise<OldUses> {
  const { oldWorkers } = await readMaster(master, signal);
  const answers = await Promise.all(oldWorkers.map((pid) => askOldWorker(master, pid, signal)));
  const uses = new Map<string, Map<string, OldUse>>();
  for (const { stat, state } of answers) {
    const inFlight = new Map<string, number>();
    addInFlight(inFlight, stat);
    for (const server of parseServersState(state) ?? []) {
      const ofBackend = uses.get(server.backend) ?? new Map<string, OldUse>();
      const key = addressKey(server);
      const other = ofBackend.get(key) ?? { inFlight: 0, open: false };
      ofBackend.set(key, {
        inFlight: other.inFlight + (inFlight.get(serverKey(server.backend, server.name)) ?? 0),
        open: other.open || (server.admin === 'ready' && !isUnset(server.address)),
      });
      uses.set(server.backend, ofBackend);
    }
  }
  return uses;
}

/** A worker that is just ending may leave a question without an answer; then it is asked again while it is there. */
async function askOldWorker(
  master: Endpoint,
  pid: number,
  signal: AbortSignal,
): Promise<{ readonly stat: string; readonly state: string }> {
  for (let attempt = 1; ; attempt++) {
    try {
      const ask = (command: string) =>
        exchange(master, `@!${pid} ${command}\n`, signal, OLD_WORKER_ANSWER_MS);
      return { stat: await ask('show stat'), state: await ask('show servers state') };
    } catch (error) {
      const { oldWorkers } = await readMaster(master, signal);
      if (!oldWorkers.includes(pid)) return { stat: '', state: '' };
      if (attempt === OLD_WORKER_ATTEMPTS) throw error;
    }
  }
}
