import type { TrafficMeter } from '../../core/audit.ts';
import type { ContainerHost, EngineLock, Target } from '../../core/ports.ts';
import type { Surveyor } from '../../core/setup.ts';
import { type AttachedOutput, execAttached } from './attached-exec.ts';
import { connect } from './client.ts';
import { dockerContainerHost } from './container-host.ts';
import { ContainerStats } from './container-stats.ts';
import type { EndpointSettings } from './endpoint.ts';
import { HostSizeCache } from './engine-info.ts';
import { EngineEvents } from './events.ts';
import { FactsCache } from './facts.ts';
import { HostUseReader } from './host-use.ts';
import { DockerEngineLock } from './lock.ts';
import { DockerMetricSource } from './metric-source.ts';
import { type HostAddress, OwnContainer, publishedAddress } from './own-container.ts';
import { dockerSurveyor } from './survey.ts';
import { dockerTarget } from './target.ts';
import { dockerTrafficMeter } from './traffic-meter.ts';

/** Where the engine is, and what its lock is called. */
export interface DockerSettings extends EndpointSettings {
  /** The name of the container that is the engine's lock; `compose-autoscaler-lock` when absent. */
  readonly lockName?: string;
}

const LOCK_NAME = 'compose-autoscaler-lock';

/** The parts of one Docker Engine that the product uses. */
export interface DockerAdapter {
  readonly target: Target;
  readonly containers: ContainerHost;
  readonly lock: EngineLock;
  readonly metrics: DockerMetricSource;
  readonly surveyor: Surveyor;
  readonly traffic: TrafficMeter;
  /** The container this process runs in, when it is one of this engine. */
  ownContainerId(signal: AbortSignal): Promise<string | undefined>;
  /** Where this process's own container publishes a TCP port on the host; undefined when it does not, or there is none. */
  ownAddress(port: number, signal: AbortSignal): Promise<HostAddress | undefined>;
  /** Runs a command in a container, its output passed through; returns its exit code. */
  runAttached(
    containerId: string,
    argv: readonly string[],
    output: AttachedOutput,
    signal: AbortSignal,
  ): Promise<number>;
}

/** Joins the parts for the engine at the given address. Nothing is contacted yet. Throws `E_CONFIG`. */
export function createDocker(settings: DockerSettings): DockerAdapter {
  const client = connect(settings);
  const events = new EngineEvents(client);
  const stats = new ContainerStats(client);
  const facts = new FactsCache(client);
  events.overhear(({ action, containerId }) => {
    if (action === 'die' || action === 'destroy') stats.forget(containerId);
    if (action === 'destroy') facts.forget(containerId);
  });
  const own = new OwnContainer(client);
  const size = new HostSizeCache(client);
  const host = new HostUseReader(client, stats, facts, size);
  return {
    target: dockerTarget(client, events, host),
    containers: dockerContainerHost(client, own),
    lock: new DockerEngineLock(client, own, settings.lockName ?? LOCK_NAME),
    metrics: new DockerMetricSource(stats, facts),
    surveyor: dockerSurveyor(client, size),
    traffic: dockerTrafficMeter(client),
    ownContainerId: async (signal) => (await own.get(signal))?.Id,
    ownAddress: async (port, signal) => publishedAddress(await own.get(signal), port),
    runAttached: (id, argv, output, signal) => execAttached(client, id, argv, output, signal),
  };
}
