import { createHash } from 'node:crypto';

/** Replicas of every service. */
export const REPLICAS = 10;
/** Every so many services one scales by `docker.cpu` too, which costs a call per replica and tick. */
export const DOCKER_CPU_EVERY = 20;
/** Requests per second that a service's backend counts, and what a replica's target is: ten are right. */
export const REQUESTS_PER_SECOND = 285;
export const TARGET_PER_REPLICA = 30;

/** One container of the imagined engine. */
export interface FleetContainer {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  readonly number: number;
  readonly address: string;
}

/** One Compose project on an imagined engine: services of ten replicas, and one HAProxy before all of them. */
export interface Fleet {
  readonly project: string;
  readonly services: readonly { readonly name: string; readonly containers: readonly FleetContainer[] }[];
  readonly balancer: FleetContainer;
}

/** The same fleet for the same number of services. */
export function fleetOf(services: number): Fleet {
  const project = 'shop';
  let count = 0;
  const container = (service: string, number: number): FleetContainer => {
    const name = `${project}-${service}-${number}`;
    count += 1;
    const address = `10.${count >> 16}.${(count >> 8) & 255}.${count & 255}`;
    return { id: createHash('sha256').update(name).digest('hex'), name, service, number, address };
  };
  const balancer = container('haproxy', 1);
  const names = Array.from({ length: services }, (_, index) => `web${String(index).padStart(4, '0')}`);
  return {
    project,
    balancer,
    services: names.map((name) => ({
      name,
      containers: Array.from({ length: REPLICAS }, (_, index) => container(name, index + 1)),
    })),
  };
}
