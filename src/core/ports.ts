import type { BalancerRef, BalancingRef } from './balancing.ts';
import type { Decision } from './decision.ts';
import type { AutoscalerError } from './errors.ts';
import type { HostUse } from './observation.ts';
import type { PlanStep } from './plan.ts';
import type { Metric, Policy, Schedule, ServiceRef } from './policy.ts';
import type { Replica, ServiceState } from './replica.ts';
import type { Sample } from './sample.ts';
import type { Usage } from './usage.ts';

/** Time. `now` is epoch milliseconds; `sleep` rejects with the signal's reason when it is aborted. */
export interface Clock {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** One number somebody wants. */
export interface MetricRequest {
  readonly ref: ServiceRef;
  readonly metric: Metric;
  /** The service's balancer, for metrics that it counts. */
  readonly balancer: BalancerRef;
  /** Ids of the replicas that run now. */
  readonly replicaIds: readonly string[];
}

/** Reads samples. It never throws for a request: what goes wrong is a sample of kind `error`. */
export interface MetricSource {
  /** Answers in the order of `requests`, before `signal` aborts. */
  read(requests: readonly MetricRequest[], signal: AbortSignal): Promise<readonly Sample[]>;
}

/** One number of a recorded series. */
export interface RecordedValue {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly value: number;
}

/** A part of the past at even steps, both ends included. Epoch milliseconds and milliseconds. */
export interface HistoryRange {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}

/** Reads what a metric was in the past. */
export interface MetricHistory {
  /**
   * The one series of a query in which `{{project}}` and `{{service}}` are placeholders, oldest first; steps without a
   * number are left out. Throws `E_PROMETHEUS_UNREACHABLE`, `E_PROMETHEUS_UNAUTHORISED`, `E_PROMETHEUS_QUERY`,
   * `E_PROMETHEUS_TIMEOUT`.
   */
  read(
    query: string,
    ref: ServiceRef,
    range: HistoryRange,
    signal: AbortSignal,
  ): Promise<readonly RecordedValue[]>;
}

/** What is scaled: Compose services today. Every call honours `signal` and has a deadline of its own. */
export interface Target {
  /** Every Compose service of the engine that has a container. */
  list(signal: AbortSignal): Promise<readonly ServiceState[]>;
  /** Throws `E_NO_TEMPLATE` or `E_NOT_CLONEABLE` when no further replica can be made. */
  assertCloneable(ref: ServiceRef, signal: AbortSignal): Promise<void>;
  /**
   * Creates, without starting it, the replica with this container number from the service's newest container.
   * Throws `E_IMAGE_GONE`, `E_NAME_TAKEN`, `E_NO_TEMPLATE`, `E_NOT_CLONEABLE`.
   */
  create(ref: ServiceRef, number: number, signal: AbortSignal): Promise<Replica>;
  /** Starts a created or stopped replica; running already is success. Throws `E_START_FAILED`, `E_OUT_OF_MEMORY`. */
  start(replica: Replica, signal: AbortSignal): Promise<Replica>;
  /**
   * Waits until the replica is healthy, or without a health check has stayed up for `settleMs`, and returns it
   * with its addresses. Throws `E_UNHEALTHY`, `E_CRASH_LOOP`, `E_OUT_OF_MEMORY`, `E_NOT_READY_IN_TIME`.
   */
  awaitReady(
    replica: Replica,
    limits: { readonly timeoutMs: number; readonly settleMs: number },
    signal: AbortSignal,
  ): Promise<Replica>;
  /** Stops by the container's own signal and grace period; stopped or gone already is success. */
  stop(replica: Replica, signal: AbortSignal): Promise<void>;
  /** Removes the container and its anonymous volumes; gone already is success. */
  remove(replica: Replica, signal: AbortSignal): Promise<void>;
  /** What the host has and uses, as seen from this service. */
  hostUse(ref: ServiceRef, signal: AbortSignal): Promise<HostUse>;
  /** Calls `onChange` whenever a container of a service starts, dies or goes away, until `signal` aborts. */
  watch(onChange: (ref: ServiceRef) => void, signal: AbortSignal): void;
}

/**
 * A replica as the balancer is meant to treat it. `joining`: prepared as far as the balancer can, but no requests yet;
 * `draining`: no new requests.
 */
export interface Member {
  readonly replica: Replica;
  readonly state: 'joining' | 'active' | 'draining';
}

/** A service as the balancer is meant to carry it; `Ref` where only one kind of balancer is meant. */
export interface BalancedService<Ref extends BalancingRef = BalancingRef> {
  readonly ref: ServiceRef;
  readonly balancer: Ref;
  /** How many replicas the balancer must be able to hold without a reload. */
  readonly capacity: number;
}

/** A server entry of the running balancer. */
export interface BalancerEntry {
  /** The replica behind the entry, by address; undefined when no given replica has it. */
  readonly replicaId?: string;
  readonly address: string;
  readonly port: number;
  /** `down`: the balancer's own check fails, or it was put out of rotation. */
  readonly state: 'active' | 'draining' | 'down';
  /**
   * Requests being served or queued there, old balancer processes' included; at least one while an old process may
   * still send some. Open connections where the balancer does not count requests, as nginx.
   */
  readonly inFlight: number;
}

/** What the running balancer says of one service. */
export interface BalancerView {
  readonly entries: readonly BalancerEntry[];
  /** Ids the balancer sends requests to. */
  readonly inRotation: readonly string[];
}

/** What an `apply` had to do. */
export interface BalancerChange {
  readonly changed: boolean;
  /** Why a reload was needed, when one was. */
  readonly reloadReason?: string;
  /** What in the balancer's own configuration loses requests when it is changed, and what to write there. */
  readonly warning?: string;
}

/**
 * A load balancer. `apply` is declarative and idempotent: afterwards file and running balancer carry exactly
 * `members`. Calls for one balancer may come concurrently; the adapter puts them in order.
 * Throws `E_BALANCER_MISSING`, `E_BALANCER_SOCKET`, `E_BALANCER_INVALID`, `E_BALANCER_WRITE`,
 * `E_BALANCER_DISAGREES`, `E_REPLICA_ADDRESS`.
 */
export interface Balancer {
  apply(service: BalancedService, members: readonly Member[], signal: AbortSignal): Promise<BalancerChange>;
  view(service: BalancedService, replicas: readonly Replica[], signal: AbortSignal): Promise<BalancerView>;
  /** Ends what is still in flight on the replica; for use past a drain deadline. */
  cutSessions(service: BalancedService, replica: Replica, signal: AbortSignal): Promise<void>;
  /**
   * Closes the ports that the service alone had, and takes out its routes and its servers: it is not managed any more.
   * Without `listen` nothing changes, for then the user's own configuration names the backend. Throws as `apply`.
   */
  release(service: BalancedService, signal: AbortSignal): Promise<BalancerChange>;
}

/** A container that runs a balancer, as its adapter needs to know it. */
export interface BalancerContainer {
  readonly id: string;
  readonly name: string;
  /** Epoch milliseconds; a change means it was restarted. */
  readonly startedAt: number;
  /** Entrypoint and command, as one argument list. */
  readonly command: readonly string[];
  readonly networkIds: readonly string[];
  readonly hasIpv6: boolean;
  /** IP address per network id. */
  readonly addresses: Readonly<Record<string, string>>;
}

/** Work inside containers that balancer adapters need; the Docker adapter provides it. */
export interface ContainerHost {
  /** The running container of a Compose service. Throws `E_BALANCER_MISSING`. */
  find(ref: ServiceRef, signal: AbortSignal): Promise<BalancerContainer>;
  exec(
    containerId: string,
    argv: readonly string[],
    options: { readonly user?: string; readonly signal: AbortSignal },
  ): Promise<{ readonly exitCode: number; readonly output: string }>;
  /** Writes one file into an existing directory of the container. Throws `E_BALANCER_WRITE`. */
  writeFile(containerId: string, path: string, content: string, signal: AbortSignal): Promise<void>;
  /** Undefined when there is no such file. */
  readFile(containerId: string, path: string, signal: AbortSignal): Promise<string | undefined>;
  kill(containerId: string, killSignal: string, signal: AbortSignal): Promise<void>;
  /** The path under which this process reaches a path of the container through a shared mount, if there is one. */
  reachablePath(containerId: string, path: string, signal: AbortSignal): Promise<string | undefined>;
}

/** Which schedules of a policy are active. */
export interface ScheduleReader {
  active(schedules: readonly Schedule[], now: number): readonly string[];
}

/** Who holds the engine's lock. */
export interface LockHolder {
  /** Readable: `container autoscaler-1 (ab12cd34ef56)` or `process 4711 on host`. */
  readonly description: string;
  /** The holder's container, when it runs in one. */
  readonly containerId?: string;
  /** The journal the holder writes. */
  readonly journalId: string;
  readonly kind: 'controller' | 'command';
  /** Epoch milliseconds. */
  readonly since: number;
}

/** A lock that is held until released. `lost` aborts when it is not held any more. */
export interface HeldLock {
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** One lock per engine: only its holder acts. */
export interface EngineLock {
  /** The lock, or who holds it. A dead holder's lock is taken over. */
  acquire(
    kind: LockHolder['kind'],
    journalId: string,
    signal: AbortSignal,
  ): Promise<{ readonly held: HeldLock } | { readonly holder: LockHolder }>;
  /** The living holder, if any. */
  holder(signal: AbortSignal): Promise<LockHolder | undefined>;
}

/** Where the controller says what it does. Fields are structured; secrets never get here. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** The numbers the controller exports about itself. */
export interface Telemetry {
  tick(seconds: number, services: number): void;
  decision(policy: Policy, decision: Decision, ready: number): void;
  sample(ref: ServiceRef, metric: string, sample: Sample): void;
  /** What ran of a service since the tick before. */
  used(policy: Policy, usage: Usage): void;
  step(ref: ServiceRef, kind: PlanStep['kind'], seconds: number, ok: boolean): void;
  /** Requests were cut at a drain's deadline. */
  drainOverran(ref: ServiceRef): void;
  failure(ref: ServiceRef | undefined, error: AutoscalerError): void;
  policies(loaded: number, faults: number): void;
  /** How a notification ended. */
  notified(outcome: 'delivered' | 'failed' | 'dropped'): void;
  /** Drops the series of services that are gone. */
  retain(refs: readonly ServiceRef[]): void;
}

/** The policies in force and what is wrong with the ones that are not. */
export interface PolicySet {
  readonly policies: readonly Policy[];
  /** Messages for people, each with its place. A faulty edit keeps the last good policy. */
  readonly faults: readonly AutoscalerError[];
  /** Valid policies whose service is not on the engine, as sentences with their place. No fault: it may come. */
  readonly waiting: readonly string[];
  /** Changes whenever the set changes. */
  readonly version: number;
}

/** Reads policies from files and from the labels of services; cheap when nothing changed. */
export interface PolicyReader {
  read(services: readonly ServiceState[]): Promise<PolicySet>;
  /**
   * What a service without a policy is scaled by on request: no metrics, min 0, max `UNBOUNDED`, and no balancer
   * unless its labels name one. Throws `E_CONFIG` for faulty labels, `E_SERVICE_AMBIGUOUS` while the policy of a file may
   * be meant for it or for the same service of another project.
   */
  withoutPolicy(service: ServiceState): Policy;
}
