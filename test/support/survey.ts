import type { Replica } from '../../src/core/replica.ts';
import type { SurveyedService } from '../../src/core/setup.ts';

/** A running replica of `service` in the project `shop`. */
export function surveyedReplica(service: string, number: number, ports: readonly number[] = []): Replica {
  const name = `shop-${service}-${number}`;
  return {
    id: `${service}${number}`.padEnd(64, '0'),
    name,
    number,
    state: 'ready',
    hasHealthCheck: false,
    createdAt: 0,
    addresses: [{ networkId: 'net', network: 'shop_default', ipv4: `10.0.0.${number}` }],
    ports,
  };
}

/** A service of the project `shop` with two replicas, on the default network. */
export function surveyedService(name: string, changes: Partial<SurveyedService> = {}): SurveyedService {
  return {
    ref: { project: 'shop', service: name },
    image: 'registry.example/app:1',
    argv: ['node', 'server.js'],
    command: ['node', 'server.js'],
    replicas: [surveyedReplica(name, 1, [8080]), surveyedReplica(name, 2, [8080])],
    mounts: [],
    published: [],
    networks: new Map([['net', 'shop_default']]),
    hostNames: [name, `shop-${name}-1`],
    refusals: [],
    composeFiles: ['/home/u/shop/docker-compose.yml'],
    ...changes,
  };
}
