import { posix } from 'node:path';
import { safeNames } from '../../../src/adapters/haproxy/names.ts';
import { renderBackend } from '../../../src/adapters/haproxy/render.ts';
import type { HaproxyService } from '../../../src/adapters/haproxy/service.ts';
import { assignSlots, type Slot } from '../../../src/adapters/haproxy/slots.ts';
import { TRAFFIC_DEFAULTS } from '../../../src/core/balancing.ts';
import { type Fleet, REPLICAS } from './fleet.ts';

/** What HAProxy has of one service: as if the controller had brought it about before. */
export interface LoadedBackend {
  /** HAProxy's number of it. */
  readonly id: string;
  readonly name: string;
  readonly slots: readonly Slot[];
  /** The generated file's path in the balancer's container, and its content. */
  readonly path: string;
  readonly content: string;
  /** By which the running process tells the settings it was loaded with. */
  readonly settingsVariable: string;
  readonly settings: string;
}

/** The backends of all services, settled. */
export function loadedBackends(fleet: Fleet): readonly LoadedBackend[] {
  return fleet.services.map(({ name, containers }, index) => {
    const service: HaproxyService = {
      ref: { project: fleet.project, service: name },
      capacity: REPLICAS,
      balancer: {
        kind: 'haproxy',
        service: fleet.balancer.service,
        port: 8080,
        backend: name,
        configDir: '/usr/local/etc/haproxy/auto',
        socket: '/var/lib/haproxy/admin.sock',
        ...TRAFFIC_DEFAULTS,
        check: { ...TRAFFIC_DEFAULTS.check, path: '/healthz' },
      },
    };
    const members = containers.map((container) => ({
      replicaId: container.id,
      replicaName: container.name,
      address: container.address,
      port: 8080,
      weight: 100,
      state: 'active' as const,
    }));
    const atLeast = REPLICAS + Math.ceil(REPLICAS / 2);
    const slots = assignSlots({ running: [], file: new Map(), members, atLeast });
    const names = safeNames(service);
    const { content, settings } = renderBackend(names, service.balancer, slots);
    const { settingsVariable } = names;
    return {
      id: String(index + 3),
      name,
      slots,
      path: posix.normalize(names.file.path),
      content,
      settingsVariable,
      settings,
    };
  });
}
