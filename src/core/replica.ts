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
export function isRunning(replica: Replica): boolean {
  return replica.state === 'starting' || replica.state === 'ready' || replica.state === 'unhealthy';
}
