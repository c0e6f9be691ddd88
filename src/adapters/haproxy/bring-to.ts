import { setTimeout as pause } from 'node:timers/promises';
import { AutoscalerError } from '../../core/errors.ts';
import { addressKey } from '../../core/server-address.ts';
import { commandsFor, disagreements } from './commands.ts';
import type { Connection } from './connection.ts';
import type { SafeNames } from './names.ts';
import { parseServersState } from './parse.ts';
import type { RunningBackend } from './running.ts';
import { runCommands } from './runtime-client.ts';
import type { RunningSlot, Slot } from './slots.ts';
import { socketError } from './socket.ts';

/** What a process that stops, or was replaced by a reload, answers to every change. */
const STOPPING = 'Proxy is disabled';
const CONFIRM_WITHIN_MS = 1_000;
const CONFIRM_EVERY_MS = 5;

/**
 * Sends what differs; false when nothing did. New addresses come first, for HAProxy takes its time with them and
 * would send requests to the old one of a server that is ready already.
 */
export async function bringTo(
  connection: Connection,
  names: SafeNames,
  now: RunningBackend,
  slots: readonly Slot[],
  signal: AbortSignal,
): Promise<boolean> {
  const placed = await sendAndConfirm(
    connection,
    names,
    now.servers ?? [],
    withMovesPrepared(slots, now),
    signal,
  );
  const running = placed ?? now.servers ?? [];
  return (
    (await sendAndConfirm(connection, names, running, slots, signal)) !== undefined || placed !== undefined
  );
}

/** The slots with every member that is active at another address only joining yet. */
function withMovesPrepared(slots: readonly Slot[], now: RunningBackend): readonly Slot[] {
  const at = new Map((now.servers ?? []).map((server) => [server.name, addressKey(server)]));
  return slots.map(({ name, member }) => {
    const moves = member?.state === 'active' && at.get(name) !== addressKey(member);
    return moves
      ? { name, member: { ...member, state: 'joining' as const } }
      : { name, ...(member && { member }) };
  });
}

/** Sends what differs and returns the servers once they agree; undefined when nothing differed. */
async function sendAndConfirm(
  connection: Connection,
  names: SafeNames,
  running: readonly RunningSlot[],
  slots: readonly Slot[],
  signal: AbortSignal,
): Promise<readonly RunningSlot[] | undefined> {
  const commands = commandsFor(names, running, slots);
  if (commands.length === 0) return undefined;
  const answers = await runCommands(connection.runtime, commands, signal);
  if (answers.some(({ failed, text }) => failed && text.startsWith(STOPPING))) throw stopping(connection);
  const refused = answers
    .filter((answer) => answer.failed)
    .map(({ command, text }) => `"${command}" was answered "${text}"`);
  const inFlight = new Map(running.map((slot) => [slot.name, inFlightSince(slot)]));
  for (
    const deadline = Date.now() + CONFIRM_WITHIN_MS;
    ;
    await pause(CONFIRM_EVERY_MS, undefined, { signal })
  ) {
    const [state] = await runCommands(connection.runtime, [`show servers state ${names.backend}`], signal);
    const servers = parseServersState(state?.text ?? '') ?? [];
    const faults = [...refused, ...disagreements(servers, slots)];
    if (faults.length === 0)
      return servers.map((server) => ({ ...server, inFlight: inFlight.get(server.name) ?? 0 }));
    if (refused.length > 0 || Date.now() > deadline) throw disagreement(names, faults);
  }
}

/** An open server may have got a request since it was read, so it counts as in use until it is read again. */
function inFlightSince({ admin, inFlight }: RunningSlot): number {
  return admin === 'ready' ? Math.max(1, inFlight) : inFlight;
}

/** As good as not answering: whoever comes after it takes the commands. */
function stopping({ runtime }: Connection): AutoscalerError {
  const why = 'the process that answers there is being stopped or replaced';
  return socketError(runtime, why, Object.assign(new Error(why), { code: 'ECONNRESET' }));
}

function disagreement(names: SafeNames, faults: readonly string[]): AutoscalerError {
  return new AutoscalerError(
    'E_BALANCER_DISAGREES',
    `HAProxy did not take the members of ${names.owner}: ${faults.slice(0, 5).join('; ')}`,
    { fix: 'The next tick tries again; if it stays so, look at the log of the balancer’s container.' },
  );
}
