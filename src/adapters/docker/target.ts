import type { ServiceRef } from '../../core/policy.ts';
import type { Target } from '../../core/ports.ts';
import { awaitReady, type Nudges } from './await-ready.ts';
import type { DockerClient } from './client.ts';
import { createReplica } from './create.ts';
import type { EngineEvents } from './events.ts';
import type { HostUseReader } from './host-use.ts';
import { listServices } from './services.ts';
import { startReplica } from './start.ts';
import { removeContainer, stopReplica } from './stop.ts';
import { Templates } from './template.ts';

/** Compose services on a Docker Engine as something that is scaled. */
export function dockerTarget(client: DockerClient, events: EngineEvents, host: HostUseReader): Target {
  const templates = new Templates(client);
  const nudges: Nudges = (containerId, onEvent) =>
    events.subscribe((event) => {
      if (event.containerId === containerId) onEvent(event);
    });
  return {
    list: (signal) => listServices(client, signal),
    assertCloneable: async (ref: ServiceRef, signal) => {
      await templates.of(ref, signal);
    },
    create: async (ref, number, signal) => {
      const template = await templates.of(ref, signal);
      const replica = await createReplica(client, ref, template, number, signal);
      templates.made(template, replica.id);
      return replica;
    },
    start: (replica, signal) => startReplica(client, replica, signal),
    awaitReady: (replica, limits, signal) => awaitReady(client, nudges, replica, limits, signal),
    stop: (replica, signal) => stopReplica(client, replica, signal),
    remove: (replica, signal) => removeContainer(client, replica.id, replica.name, signal),
    hostUse: (ref, signal) => host.read(ref, signal),
    watch: (onChange, signal) => events.watch(onChange, signal),
  };
}
