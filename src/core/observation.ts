import type { ServiceRef } from './policy.ts';
import type { Sample } from './sample.ts';

/** How many replicas a service has, by what they are doing. */
export interface ReplicaCounts {
  /** Replicas that are meant to stay: starting, ready or unhealthy; not the ones on their way out. */
  readonly current: number;
  /** Healthy replicas among `current`. */
  readonly ready: number;
}

/** What the host has and uses, from the Docker API. */
export interface HostUse {
  readonly cpuCores: number;
  readonly memoryBytes: number;
  /** Used by all containers together. */
  readonly usedCpuCores: number;
  readonly usedMemoryBytes: number;
  /** What one replica of the service is expected to use: its limit, else its measured mean. */
  readonly replicaCpuCores: number;
  readonly replicaMemoryBytes: number;
}

/** What one container of a service uses; a number is missing while it is not known. */
export interface ContainerUse {
  readonly ref: ServiceRef;
  readonly containerName: string;
  readonly cpuCores?: number;
  /** Of the container's CPU limit, of one core without one. */
  readonly cpuPercent?: number;
  readonly memoryBytes?: number;
  /** The host's memory where the container has no limit. */
  readonly memoryLimitBytes?: number;
}

/** A reason outside the numbers to leave the service alone for now. */
export interface Suspension {
  readonly code: 'ACTION_IN_PROGRESS' | 'PAUSED' | 'SETTLING' | 'NO_TEMPLATE' | 'STOPPED_BY_USER';
  readonly message: string;
}

/** Everything `evaluate` may know about one service at one moment. */
export interface Observation {
  readonly replicas: ReplicaCounts;
  /** By metric name. A metric of the policy without an entry counts as `empty`. */
  readonly samples: ReadonlyMap<string, Sample>;
  /** Names of the policy's schedules that are active. */
  readonly activeSchedules: readonly string[];
  /** Names of the active schedules of the policy's shadow. */
  readonly shadowSchedules?: readonly string[];
  readonly host?: HostUse;
  readonly suspension?: Suspension;
}
