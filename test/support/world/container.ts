import type { ServiceRef } from '../../../src/core/policy.ts';
import type { Replica, ReplicaState } from '../../../src/core/replica.ts';

/** What a container does once it is started. */
export interface Behaviour {
  /** Until its health check tells how it is. Milliseconds. */
  readonly settlesAfterMs: number;
  readonly becomes: 'ready' | 'unhealthy' | 'crashed';
  /** From the stop signal until it exits. Milliseconds. */
  readonly stopsAfterMs: number;
}

/** A container that becomes healthy after 3 s and exits 200 ms after the stop signal. */
export const WELL_BEHAVED: Behaviour = { settlesAfterMs: 3000, becomes: 'ready', stopsAfterMs: 200 };

/** A container of the fake engine. */
export interface Container {
  readonly id: string;
  readonly ref: ServiceRef;
  readonly number: number;
  readonly createdAt: number;
  state: ReplicaState;
  exitCode: number | undefined;
  /** Only while it runs: the engine gives a stopped container's address to the next that starts. */
  ip: string | undefined;
  behaviour: Behaviour;
  /** Grows with every start, so that what belongs to an earlier run is known. */
  run: number;
  stopping: Promise<void> | undefined;
}

/** The container as an adapter tells it. */
export function replicaOf(container: Container): Replica {
  const { id, number, state, exitCode, createdAt, ref, ip } = container;
  return {
    id,
    name: `${ref.project}-${ref.service}-${number}`,
    number,
    state,
    ...(exitCode === undefined ? {} : { exitCode }),
    hasHealthCheck: true,
    createdAt,
    addresses: [{ networkId: 'net-1', network: 'shop_default', ...(ip === undefined ? {} : { ipv4: ip }) }],
    ports: [8080],
  };
}
