import type { RunningServer } from './parse.ts';
import { backendIdsIn, countOf, parseServersState, parseStat } from './parse.ts';
import type { Answer } from './runtime-client.ts';
import { runCommands } from './runtime-client.ts';
import type { RunningSlot } from './slots.ts';
import type { Endpoint } from './socket.ts';
import { socketError } from './socket.ts';

/** The servers of backends by the backend's name, with what each serves; no entry for a backend that is not loaded. */
export type ServersByBackend = ReadonlyMap<string, readonly (RunningServer & RunningSlot)[]>;

/** Up to so many backends are asked for one by one; of more, everything is read at once. */
const FEW = 8;
/** The type argument of `show stat` for servers alone. */
const SERVERS_ONLY = 4;

/**
 * Reads the servers of these backends, and what HAProxy answers to `more` over the same connection.
 * Throws `E_BALANCER_SOCKET`.
 */
export async function readServers(
  endpoint: Endpoint,
  backends: readonly string[],
  more: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly servers: ServersByBackend; readonly answers: readonly Answer[] }> {
  if (backends.length > FEW) return await readAll(endpoint, more, signal);
  const states = backends.map((backend) => `show servers state ${backend}`);
  const ids = idsIn(await runCommands(endpoint, states, signal));
  // By number: a name can be a frontend's as well, and then `show stat` gives that one.
  const stats = ids.map((id) => `show stat ${id} ${SERVERS_ONLY} -1`);
  const answers = await runCommands(endpoint, [...states, ...stats, ...more], signal);
  const now = answers.slice(0, states.length);
  // A reload in between gave the numbers to other backends.
  if (idsIn(now).join() !== ids.join()) return await readAll(endpoint, more, signal);
  const ends = states.length + stats.length;
  return { servers: joined(endpoint, now, answers.slice(states.length, ends)), answers: answers.slice(ends) };
}

async function readAll(endpoint: Endpoint, more: readonly string[], signal: AbortSignal) {
  const commands = ['show servers state', `show stat -1 ${SERVERS_ONLY} -1`];
  const [state, stat, ...answers] = await runCommands(endpoint, [...commands, ...more], signal);
  return { servers: joined(endpoint, state ? [state] : [], stat ? [stat] : []), answers };
}

function idsIn(states: readonly Answer[]): readonly string[] {
  return states.flatMap(({ text }) => backendIdsIn(text));
}

function joined(endpoint: Endpoint, states: readonly Answer[], stats: readonly Answer[]): ServersByBackend {
  const inFlight = new Map<string, number>();
  for (const { text } of stats) {
    if (!addInFlight(inFlight, text))
      throw socketError(endpoint, 'what listens there does not answer as HAProxy does');
  }
  const servers = states.flatMap(({ text }) => parseServersState(text) ?? []);
  return Map.groupBy(
    servers.map((server) => ({
      ...server,
      inFlight: inFlight.get(serverKey(server.backend, server.name)) ?? 0,
    })),
    ({ backend }) => backend,
  );
}

/** Key of a server within one HAProxy; neither name can hold a slash. */
export function serverKey(backend: string, server: string): string {
  return `${backend}/${server}`;
}

/** Adds the requests being served (`scur`) or queued (`qcur`) by `serverKey`; false when `stat` is no statistics. */
export function addInFlight(sums: Map<string, number>, stat: string): boolean {
  const rows = parseStat(stat, ['pxname', 'svname', 'scur', 'qcur']);
  for (const [backend = '', server = '', serving, queued] of rows ?? []) {
    const key = serverKey(backend, server);
    sums.set(key, (sums.get(key) ?? 0) + (countOf(serving) ?? 0) + (countOf(queued) ?? 0));
  }
  return rows !== undefined;
}
