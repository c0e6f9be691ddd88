import type { RunningServer, StatRow } from './parse.ts';
import { countOf, parseEnv, parseInfo, parseServersState, parseStat } from './parse.ts';
import { runCommands } from './runtime-client.ts';
import type { RunningSlot } from './slots.ts';
import type { Endpoint } from './socket.ts';
import { socketError } from './socket.ts';

/** What the running HAProxy says of one backend. */
export interface RunningBackend {
  /** Tells one HAProxy process from another. */
  readonly process: string;
  /** Undefined when the process does not know the backend. */
  readonly servers: readonly (RunningServer & RunningSlot)[] | undefined;
  /** The settings it was loaded with; undefined when the backend is not one of ours. */
  readonly settings: string | undefined;
}

/** Which backend to read. */
export interface BackendNames {
  readonly backend: string;
  readonly settingsVariable: string;
}

/** Reads everything about one backend over one connection. Throws `E_BALANCER_SOCKET`. */
export async function readRunning(
  endpoint: Endpoint,
  names: BackendNames,
  signal: AbortSignal,
): Promise<RunningBackend> {
  const commands = [
    'show info',
    `show servers state ${names.backend}`,
    'show stat',
    `show env ${names.settingsVariable}`,
  ];
  const [info, state, stat, env] = await runCommands(endpoint, commands, signal);
  const rows = parseStat(stat?.text ?? '');
  if (rows === undefined) throw socketError(endpoint, 'what listens there does not answer as HAProxy does');
  const inFlight = inFlightByName(rows, names.backend);
  const servers = parseServersState(state?.text ?? '');
  return {
    process: processOf(info?.text ?? ''),
    servers: servers?.map((server) => ({ ...server, inFlight: inFlight.get(server.name) ?? 0 })),
    settings: parseEnv(env?.text ?? '', names.settingsVariable),
  };
}

/** Pid and start time of the answering process, from `show info`. */
export function processOf(info: string): string {
  const fields = parseInfo(info);
  return `${fields.Pid ?? ''}@${fields.Start_time_sec ?? ''}`;
}

/** Requests being served (`scur`) or queued (`qcur`), by server name. */
export function inFlightByName(rows: readonly StatRow[], backend: string): ReadonlyMap<string, number> {
  const own = rows.filter((row) => row.pxname === backend);
  return new Map(own.map((row) => [row.svname ?? '', inFlightOf(row)]));
}

function inFlightOf(row: StatRow): number {
  return (countOf(row, 'scur') ?? 0) + (countOf(row, 'qcur') ?? 0);
}
