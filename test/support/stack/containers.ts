import type Docker from 'dockerode';

/** A container of a Compose service, as the engine itself lists it. */
export interface ServiceContainer {
  readonly id: string;
  readonly name: string;
  readonly number: number;
  readonly state: string;
  /** What the health check says; `none` without one. */
  readonly health: string;
}

/** All containers of a service, stopped ones too, by number. Asks the engine, not the product. */
export async function containersOf(
  engine: Docker,
  project: string,
  service: string,
): Promise<readonly ServiceContainer[]> {
  const label = [`com.docker.compose.project=${project}`, `com.docker.compose.service=${service}`];
  const listed = await engine.listContainers({ all: true, filters: { label } });
  return listed
    .map((one) => ({
      id: one.Id,
      name: (one.Names[0] ?? '').replace(/^\//, ''),
      number: Number(one.Labels['com.docker.compose.container-number']),
      state: one.State,
      health: /\((?:health: )?(\w+)\)$/.exec(one.Status)?.[1] ?? 'none',
    }))
    .sort((a, b) => a.number - b.number);
}

/** Whether it runs, and its health check, where it has one, passes. */
export function isServing({ state, health }: ServiceContainer): boolean {
  return state === 'running' && (health === 'healthy' || health === 'none');
}
