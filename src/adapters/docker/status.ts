import type { ReplicaState } from '../../core/replica.ts';

/** Health as the list's status text tells it: "Up 3 minutes (healthy)". */
export type Health = 'starting' | 'healthy' | 'unhealthy' | 'none';

/** Reads the health from a status text; engines before 28 have it nowhere else in the list. */
export function healthInStatus(status: string): Health {
  const text = /\((?:health: )?(starting|healthy|unhealthy)\)/.exec(status)?.[1];
  return text === 'starting' || text === 'healthy' || text === 'unhealthy' ? text : 'none';
}

/** Reads the exit code from a status text: "Exited (137) 2 seconds ago". */
export function exitCodeInStatus(status: string): number | undefined {
  const code = /^Exited \((\d+)\)/.exec(status)?.[1];
  return code === undefined ? undefined : Number(code);
}

/**
 * A container's state as a replica's. A restarting one has just crashed and a paused one serves nobody:
 * both count as unhealthy.
 */
export function replicaState(state: string, health: Health): ReplicaState {
  switch (state) {
    case 'created':
      return 'created';
    case 'running':
      if (health === 'unhealthy') return 'unhealthy';
      return health === 'starting' ? 'starting' : 'ready';
    case 'paused':
    case 'restarting':
      return 'unhealthy';
    case 'removing':
      return 'removing';
    default:
      return 'exited';
  }
}
