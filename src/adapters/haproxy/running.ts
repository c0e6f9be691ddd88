import { FRONTENDS_VARIABLE } from './frontends.ts';
import type { RunningServer } from './parse.ts';
import { parseEnv, parseInfo } from './parse.ts';
import { readServers } from './servers.ts';
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
  /** The digest of the shared frontends it was loaded with, if there were any. */
  readonly frontends: string | undefined;
}

/** Which backend to read. */
export interface BackendNames {
  readonly backend: string;
  readonly settingsVariable: string;
}

/** Reads everything about one backend. Throws `E_BALANCER_SOCKET`. */
export async function readRunning(
  endpoint: Endpoint,
  names: BackendNames,
  signal: AbortSignal,
): Promise<RunningBackend> {
  const more = ['show info', `show env ${names.settingsVariable}`, `show env ${FRONTENDS_VARIABLE}`];
  const { servers, answers } = await readServers(endpoint, [names.backend], more, signal);
  const [info, env, frontends] = answers;
  const process = processOf(info?.text ?? '');
  if (process === undefined)
    throw socketError(endpoint, 'what listens there does not answer as HAProxy does');
  return {
    process,
    servers: servers.get(names.backend),
    settings: parseEnv(env?.text ?? '', names.settingsVariable),
    frontends: parseEnv(frontends?.text ?? '', FRONTENDS_VARIABLE),
  };
}

/** Pid and start time of the answering process, from `show info`; undefined when it is no such answer. */
export function processOf(info: string): string | undefined {
  const { Pid, Start_time_sec } = parseInfo(info);
  return Pid === undefined ? undefined : `${Pid}@${Start_time_sec ?? ''}`;
}
