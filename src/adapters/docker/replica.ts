import type { Replica, ReplicaAddress } from '../../core/replica.ts';
import { nameOf, numberOf } from './labels.ts';
import { exitCodeInStatus, type Health, healthInStatus, replicaState } from './status.ts';
import type { Inspected, Listed } from './wire.ts';

/** A replica from the container list. A stopped container's health check does not show there. */
export function replicaFromList(listed: Listed): Replica {
  const name = nameOf(listed.Names);
  const health = healthInStatus(listed.Status);
  const exitCode = exitCodeInStatus(listed.Status);
  return {
    id: listed.Id,
    name,
    number: numberOf(listed.Labels, name),
    state: replicaState(listed.State, health),
    ...(exitCode === undefined ? {} : { exitCode }),
    hasHealthCheck: health !== 'none',
    createdAt: listed.Created * 1000,
    addresses: addressesOf(listed.NetworkSettings.Networks),
    ports: uniquePorts(listed.Ports.filter((port) => port.Type === 'tcp').map((port) => port.PrivatePort)),
  };
}

/** A replica from inspect. */
export function replicaFromInspect(inspected: Inspected): Replica {
  const name = nameOf([inspected.Name]);
  return {
    id: inspected.Id,
    name,
    number: numberOf(inspected.Config.Labels ?? {}, name),
    state: replicaState(inspected.State.Status, healthOf(inspected)),
    hasHealthCheck: hasHealthCheck(inspected),
    createdAt: Math.floor(Date.parse(inspected.Created) / 1000) * 1000,
    addresses: addressesOf(inspected.NetworkSettings.Networks),
    ports: exposedPorts(inspected),
  };
}

/** Whether the container has a health check that is not switched off. */
export function hasHealthCheck(inspected: Inspected): boolean {
  const test = inspected.Config.Healthcheck?.Test;
  return test !== undefined && test !== null && test.length > 0 && test[0] !== 'NONE';
}

/** The health that inspect tells. */
export function healthOf(inspected: Inspected): Health {
  const status = inspected.State.Health?.Status;
  return status === 'starting' || status === 'healthy' || status === 'unhealthy' ? status : 'none';
}

function exposedPorts(inspected: Inspected): readonly number[] {
  const exposed = Object.keys(inspected.Config.ExposedPorts ?? {});
  const published = Object.keys(inspected.HostConfig.PortBindings ?? {});
  const tcp = [...exposed, ...published].filter((port) => port.endsWith('/tcp') || !port.includes('/'));
  return uniquePorts(tcp.map((port) => Number.parseInt(port, 10)));
}

function uniquePorts(ports: readonly number[]): readonly number[] {
  return [...new Set(ports)].sort((a, b) => a - b);
}

interface Endpoint {
  readonly NetworkID: string;
  readonly IPAddress: string;
  readonly GlobalIPv6Address: string;
}

function addressesOf(networks: Readonly<Record<string, Endpoint>> | null): readonly ReplicaAddress[] {
  return Object.entries(networks ?? {}).map(([network, endpoint]) => ({
    networkId: endpoint.NetworkID,
    network,
    ...(endpoint.IPAddress ? { ipv4: endpoint.IPAddress } : {}),
    ...(endpoint.GlobalIPv6Address ? { ipv6: endpoint.GlobalIPv6Address } : {}),
  }));
}
