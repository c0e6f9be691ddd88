import { AutoscalerError } from './errors.ts';
import type { BalancerContainer } from './ports.ts';
import type { Replica } from './replica.ts';

/** Where a balancer finds a server: an IP address without brackets, and a TCP port. */
export interface ServerAddress {
  readonly address: string;
  readonly port: number;
}

/**
 * The replica's address on a network that it shares with the balancer, and its port.
 * Throws `E_REPLICA_ADDRESS` when they share no network or the port is not clear.
 */
export function addressOf(
  replica: Replica,
  container: BalancerContainer,
  configuredPort: number | undefined,
): ServerAddress {
  const address = sharedAddress(replica, container);
  if (address === undefined) throw noSharedNetwork(replica, container);
  const port = configuredPort ?? onlyPort(replica);
  if (port === undefined) throw noClearPort(replica);
  return { address, port };
}

/** Like `addressOf`, but undefined when there is none, as for a stopped replica. */
export function findAddress(
  replica: Replica,
  container: BalancerContainer,
  configuredPort: number | undefined,
): ServerAddress | undefined {
  const address = sharedAddress(replica, container);
  const port = configuredPort ?? onlyPort(replica);
  return address === undefined || port === undefined ? undefined : { address, port };
}

/** `address:port` as a configuration file spells it, IPv6 in brackets. */
export function hostPort({ address, port }: ServerAddress): string {
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
}

/** One spelling per address, so that `::1` and `0:0:0:0:0:0:0:1` are the same server. */
export function addressKey({ address, port }: ServerAddress): string {
  return `${canonicalAddress(address)}|${port}`;
}

/** The shortest spelling of an IPv6 address; anything else as it is. */
export function canonicalAddress(address: string): string {
  return isIPv6(address) ? new URL(`http://[${address}]/`).hostname.slice(1, -1) : address;
}

/** Whether the text is an IP address, without brackets or zone. */
export function isIpAddress(text: string): boolean {
  return isIPv4(text) || isIPv6(text);
}

function isIPv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
}

function isIPv6(text: string): boolean {
  return text.includes(':') && /^[0-9a-fA-F:.]+$/.test(text) && URL.canParse(`http://[${text}]/`);
}

function sharedAddress(replica: Replica, container: BalancerContainer): string | undefined {
  const shared = replica.addresses.filter((place) => container.networkIds.includes(place.networkId));
  // Sorted, so that a replica on several shared networks always gets the same one.
  const inOrder = shared.toSorted((a, b) => (a.networkId < b.networkId ? -1 : 1));
  return inOrder.map((place) => place.ipv4 ?? place.ipv6).find((ip) => ip !== undefined && isIpAddress(ip));
}

function onlyPort(replica: Replica): number | undefined {
  const [port, ...others] = replica.ports;
  return others.length === 0 ? port : undefined;
}

function noClearPort(replica: Replica): AutoscalerError {
  const has = replica.ports.length === 0 ? 'no TCP port' : `the ports ${replica.ports.join(', ')}`;
  return new AutoscalerError(
    'E_REPLICA_ADDRESS',
    `Which port ${replica.name} serves on is not clear: it exposes ${has}`,
    {
      fix: 'Set balancer.port (label autoscaler.balancer.port) to the port the service listens on.',
      at: 'balancer.port',
    },
  );
}

function noSharedNetwork(replica: Replica, container: BalancerContainer): AutoscalerError {
  const names = replica.addresses.map((place) => place.network).join(', ');
  return new AutoscalerError(
    'E_REPLICA_ADDRESS',
    `${replica.name} has no address on a network that the balancer ${container.name} is on (it is on: ${names || 'none'})`,
    { fix: 'Put the service and its balancer on a common network in the Compose file.' },
  );
}
