import type { ServiceRef } from './policy.ts';

/**
 * What a replica's container is doing.
 * `starting`: runs, its health check has not passed yet; `ready`: runs and is healthy, or has no health check;
 * `exited`: stopped, dead or never started.
 */
export type ReplicaState = 'created' | 'starting' | 'ready' | 'unhealthy' | 'exited' | 'removing';

/** A replica's place on one Docker network. */
export interface ReplicaAddress {
  readonly networkId: string;
  readonly network: string;
  readonly ipv4?: string;
  readonly ipv6?: string;
}

/** One container of a service, as Docker sees it. */
export interface Replica {
  readonly id: string;
  readonly name: string;
  /** Compose's container number, from 1. */
  readonly number: number;
  readonly state: ReplicaState;
  /** How the process ended, while `exited`; 128 + n after signal n. */
  readonly exitCode?: number;
  readonly hasHealthCheck: boolean;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly addresses: readonly ReplicaAddress[];
  /** TCP ports the container exposes or publishes. */
  readonly ports: readonly number[];
}

/** A service and all of its containers, stopped ones too, one-off ones not, by number. */
export interface ServiceState {
  readonly ref: ServiceRef;
  readonly replicas: readonly Replica[];
  /** The labels of the newest container. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Whether the container runs: it can serve or will. */
export function isRunning(replica: Pick<Replica, 'state'>): boolean {
  return replica.state === 'starting' || replica.state === 'ready' || replica.state === 'unhealthy';
}

const EXIT_CODES_OF_A_STOP: readonly number[] = [0, 130, 137, 143];

/** Whether the container ended by a failure of its own, rather than being stopped. */
export function endedByFailure(replica: Replica): boolean {
  return replica.state === 'exited' && !EXIT_CODES_OF_A_STOP.includes(replica.exitCode ?? 0);
}

/** Whether all of a service's replicas are stopped and none of them ended by a failure of its own. */
export function isStoppedAsAWhole(replicas: readonly Replica[]): boolean {
  return replicas.length > 0 && replicas.every((r) => r.state === 'exited' && !endedByFailure(r));
}
