import { AutoscalerError } from '../../core/errors.ts';
import { type ServiceRef, serviceKey } from '../../core/policy.ts';
import { nameOf } from './labels.ts';
import { separatorOf } from './naming.ts';
import type { Inspected, InspectedNetwork } from './wire.ts';

/** One thing that stands against a second container of a kind, and what to do about it. */
export interface Refusal {
  readonly reason: string;
  readonly fix: string;
}

/** Everything about the template that only one container on the engine can have. */
export function refusals(template: Inspected, ref: ServiceRef): readonly Refusal[] {
  return [
    ...fixedName(template, ref),
    ...sharedNetwork(template),
    ...fixedPorts(template),
    ...fixedAddresses(template),
    ...fixedMac(template),
  ];
}

/** Throws `E_NOT_CLONEABLE` with every reason and fix. */
export function assertNoRefusals(template: Inspected, ref: ServiceRef): void {
  const found = refusals(template, ref);
  if (found.length === 0) return;
  throw new AutoscalerError(
    'E_NOT_CLONEABLE',
    `${serviceKey(ref)} cannot have a further replica: ${found.map((one) => one.reason).join('; ')}.`,
    { fix: found.map((one) => one.fix).join(' ') },
  );
}

function fixedName(template: Inspected, ref: ServiceRef): readonly Refusal[] {
  const name = nameOf([template.Name]);
  if (separatorOf(name, ref) !== undefined) return [];
  return [
    {
      reason: `its container has the fixed name “${name}”, which only one can have`,
      fix: `Remove container_name from the service “${ref.service}”.`,
    },
  ];
}

function sharedNetwork(template: Inspected): readonly Refusal[] {
  const mode = template.HostConfig.NetworkMode ?? '';
  if (mode === 'host')
    return [
      {
        reason: 'it uses the host’s network, where two replicas would want the same ports',
        fix: 'Remove network_mode: host.',
      },
    ];
  if (!mode.startsWith('container:')) return [];
  return [
    {
      reason:
        'it lives in another container’s network (network_mode: service or container), which has one address',
      fix: 'Remove network_mode and let the service join a network.',
    },
  ];
}

type PortBindings = Readonly<Record<string, readonly { readonly HostPort?: string }[] | null>>;

function fixedPorts(template: Inspected): readonly Refusal[] {
  const bindings: PortBindings = template.HostConfig.PortBindings ?? {};
  const fixed = Object.entries(bindings).flatMap(([port, hosts]) =>
    (hosts ?? [])
      .map((host) => host.HostPort ?? '')
      .filter((hostPort) => hostPort !== '' && hostPort !== '0' && !isRange(hostPort))
      .map((hostPort) => ({ port, hostPort })),
  );
  return fixed.map(({ port, hostPort }) => ({
    reason: `it publishes ${port} on the host’s port ${hostPort}, which only one can have`,
    fix: `Publish it without a host port (ports: ["${Number.parseInt(port, 10)}"]), on a range of host ports, or only through the balancer (expose).`,
  }));
}

function isRange(hostPort: string): boolean {
  const [first, last] = hostPort.split('-');
  return last !== undefined && first !== last;
}

function fixedAddresses(template: Inspected): readonly Refusal[] {
  const networks: Readonly<Record<string, InspectedNetwork>> = template.NetworkSettings.Networks ?? {};
  return Object.entries(networks).flatMap(([name, { IPAMConfig: ipam }]) =>
    [ipam?.IPv4Address, ipam?.IPv6Address]
      .filter((address) => address !== undefined && address !== '')
      .map((address) => ({
        reason: `it has the fixed address ${address} on the network ${name}, which only one can have`,
        fix: `Remove ipv4_address and ipv6_address for the network ${name}.`,
      })),
  );
}

function fixedMac(template: Inspected): readonly Refusal[] {
  const mac = template.Config.MacAddress ?? '';
  if (mac === '') return [];
  return [{ reason: `it has the fixed MAC address ${mac}`, fix: 'Remove mac_address from the service.' }];
}
