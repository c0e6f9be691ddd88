import { type ServiceRef, serviceKey } from '../../core/policy.ts';
import type { Replica, ServiceState } from '../../core/replica.ts';
import type { DockerClient } from './client.ts';
import { composeFilters, serviceOf } from './labels.ts';
import { replicaFromList } from './replica.ts';
import type { Listed } from './wire.ts';

/** Every Compose service with its containers, from one call. */
export async function listServices(
  client: DockerClient,
  signal: AbortSignal,
): Promise<readonly ServiceState[]> {
  return groupServices(await listContainers(client, undefined, signal));
}

/** The containers of one service, or of all Compose services, stopped ones too. */
export async function listContainers(
  client: DockerClient,
  ref: ServiceRef | undefined,
  signal: AbortSignal,
): Promise<readonly Listed[]> {
  return await client.call('listing the containers', signal, (docker, abortSignal) =>
    docker.listContainers({ all: true, filters: composeFilters(ref), abortSignal }),
  );
}

/** Containers as services, by project and service; replicas by number, then by age. */
export function groupServices(listed: readonly Listed[]): readonly ServiceState[] {
  const groups = new Map<string, { ref: ServiceRef; members: Listed[] }>();
  for (const container of listed) {
    const ref = serviceOf(container.Labels);
    if (ref === undefined) continue;
    const group = groups.get(serviceKey(ref));
    if (group === undefined) groups.set(serviceKey(ref), { ref, members: [container] });
    else group.members.push(container);
  }
  return [...groups.values()].map(({ ref, members }) => ({
    ref,
    replicas: withHealthChecks(members.map(replicaFromList).sort(byNumber)),
    labels: members.reduce((newest, member) => (member.Created > newest.Created ? member : newest)).Labels,
  }));
}

function byNumber(a: Replica, b: Replica): number {
  return a.number - b.number || a.createdAt - b.createdAt;
}

/** A stopped replica has a health check when a running one of its service has. */
function withHealthChecks(replicas: readonly Replica[]): readonly Replica[] {
  if (!replicas.some((replica) => replica.hasHealthCheck)) return replicas;
  return replicas.map((replica) =>
    replica.state === 'created' || replica.state === 'exited'
      ? { ...replica, hasHealthCheck: true }
      : replica,
  );
}
