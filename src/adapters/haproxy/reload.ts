import { setTimeout as pause } from 'node:timers/promises';
import { AutoscalerError } from '../../core/errors.ts';
import type { ContainerHost } from '../../core/ports.ts';
import type { Connection } from './connection.ts';
import { complaints } from './install.ts';
import { readMaster } from './master.ts';
import type { SafeNames } from './names.ts';
import { errnoOf, patiently } from './patience.ts';
import type { RunningBackend } from './running.ts';
import { readRunning } from './running.ts';
import { runCommands } from './runtime-client.ts';
import type { Endpoint } from './socket.ts';
import { exchange } from './socket.ts';

/** How long a new process may take to answer with the wanted backend. Milliseconds. */
const RELOAD_MS = 10_000;
const POLL_MS = 50;

/** What a reload is meant to bring about. */
export interface ReloadGoal {
  readonly names: SafeNames;
  /** As `RunningBackend.settings`; undefined when the backend has to be gone. */
  readonly settings: string | undefined;
  /** As `RunningBackend.frontends`; undefined where it does not matter. */
  readonly frontends: string | undefined;
  readonly slots: number;
  /** The process to be replaced, as `RunningBackend.process`. */
  readonly process: string;
}

/**
 * Makes HAProxy load its files again and waits until a new process answers and has the wanted backend.
 * Throws `E_BALANCER_INVALID` when HAProxy refuses, `E_BALANCER_DISAGREES` when the new process does not show up.
 */
export async function reload(
  host: ContainerHost,
  connection: Connection,
  goal: ReloadGoal,
  signal: AbortSignal,
): Promise<RunningBackend> {
  const failedBefore = await failedReloads(connection, signal);
  const deadline = Date.now() + RELOAD_MS;
  if (connection.master === undefined) await reloadBySignal(host, connection, signal);
  else refuseFailure(goal, await askForReload(connection.master, signal));
  let last: RunningBackend;
  do {
    const left = deadline - Date.now();
    last = await patiently(left, signal, () => readRunning(connection.runtime, goal.names, signal));
    if (isReached(last, goal)) return last;
    const failed = await failedReloads(connection, signal);
    if (failed !== undefined && failedBefore !== undefined && failed > failedBefore)
      throw reloadError(goal, 'its master reports a failed reload');
    await pause(POLL_MS);
  } while (Date.now() < deadline);
  throw reloadError(goal, describeMiss(last, goal));
}

/** Before 2.7 the master may go away under the connection; whether it reloaded is seen afterwards. */
function askForReload(master: Endpoint, signal: AbortSignal): Promise<string> {
  return exchange(master, 'reload\n', signal).catch((error: unknown) => {
    if (error instanceof AutoscalerError && errnoOf(error.cause) === 'ECONNRESET') return '';
    throw error;
  });
}

/** From 2.7 the master answers `Success=0` or `=1` and its log; before, it only closes the connection. */
function refuseFailure(goal: ReloadGoal, answer: string): void {
  if (!/^Success=0/m.test(answer)) return;
  const log = complaints(answer.replace(/^Success=0\n(--\n)?/m, ''), goal.names);
  throw new AutoscalerError(
    'E_BALANCER_INVALID',
    `HAProxy refused to reload for ${goal.names.owner}: ${log}`,
    {
      fix: 'Correct what HAProxy names; the process that ran before still serves.',
    },
  );
}

async function reloadBySignal(
  host: ContainerHost,
  connection: Connection,
  signal: AbortSignal,
): Promise<void> {
  const [sockets] = await runCommands(connection.runtime, ['show cli sockets'], signal);
  // Only a worker has its end of the master's socket pair; without a master the signal would end HAProxy.
  if (sockets?.text.includes('sockpair@') !== true) {
    throw new AutoscalerError(
      'E_BALANCER_UNSUPPORTED',
      `The balancer ${connection.container.name} cannot reload: it runs without a master process`,
      {
        fix: 'Start it with "haproxy -W -db …".',
        at: 'command',
      },
    );
  }
  await host.kill(connection.container.id, 'SIGUSR2', signal);
}

/** Undefined while the master restarts itself, or when there is none within reach. */
async function failedReloads(connection: Connection, signal: AbortSignal): Promise<number | undefined> {
  if (connection.master === undefined) return undefined;
  return readMaster(connection.master, signal).then(
    (view) => view.failedReloads,
    () => undefined,
  );
}

function isReached(now: RunningBackend, goal: ReloadGoal): boolean {
  return (
    now.process !== goal.process &&
    (goal.frontends === undefined || now.frontends === goal.frontends) &&
    (goal.settings === undefined
      ? now.servers === undefined
      : now.settings === goal.settings && (now.servers?.length ?? 0) >= goal.slots)
  );
}

function describeMiss(last: RunningBackend, goal: ReloadGoal): string {
  if (last.process === goal.process) return `the old process still answers after ${RELOAD_MS} ms`;
  if (goal.settings === undefined) return `the new process still has the backend "${goal.names.backend}"`;
  return `the new process does not have the backend "${goal.names.backend}" as ${goal.names.file.path} says`;
}

function reloadError(goal: ReloadGoal, why: string): AutoscalerError {
  return new AutoscalerError(
    'E_BALANCER_DISAGREES',
    `HAProxy did not reload for ${goal.names.owner}: ${why}`,
    {
      fix: 'Look at the log of the balancer’s container.',
    },
  );
}
