import type { ContainerHost, Target } from '../../core/ports.ts';
import { connect } from './client.ts';
import { dockerContainerHost } from './container-host.ts';
import { ContainerStats } from './container-stats.ts';
import type { EndpointSettings } from './endpoint.ts';
import { HostSizeCache } from './engine-info.ts';
import { EngineEvents } from './events.ts';
import { FactsCache } from './facts.ts';
import { HostUseReader } from './host-use.ts';
import { DockerMetricSource } from './metric-source.ts';
import { OwnContainer } from './own-container.ts';
import { dockerTarget } from './target.ts';

/** The parts of one Docker Engine that the product uses. */
export interface DockerAdapter {
  readonly target: Target;
  readonly containers: ContainerHost;
  readonly metrics: DockerMetricSource;
}

/** Joins the parts for the engine at the given address. Nothing is contacted yet. Throws `E_CONFIG`. */
export function createDocker(settings: EndpointSettings): DockerAdapter {
  const client = connect(settings);
  const events = new EngineEvents(client);
  const stats = new ContainerStats(client);
  const facts = new FactsCache(client);
  events.overhear(({ action, containerId }) => {
    if (action === 'die' || action === 'destroy') stats.forget(containerId);
    if (action === 'destroy') facts.forget(containerId);
  });
  const host = new HostUseReader(client, stats, facts, new HostSizeCache(client));
  return {
    target: dockerTarget(client, events, host),
    containers: dockerContainerHost(client, new OwnContainer(client)),
    metrics: new DockerMetricSource(stats, facts),
  };
}
