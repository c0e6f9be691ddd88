import type { InspectedNetwork, NewEndpoint } from './wire.ts';

/** A network a new container is to join. */
export interface NetworkToJoin {
  readonly name: string;
  readonly endpoint: NewEndpoint;
}

/** What of the template decides its networks. */
export interface NetworkTemplate {
  readonly id: string;
  readonly name: string;
  readonly networkMode: string;
  readonly networks: Readonly<Record<string, InspectedNetwork>>;
}

/** Networks without a DNS of their own take no aliases. */
const BUILT_IN = new Set(['bridge', 'default', 'none', 'host']);

/**
 * The networks for a clone called `newName`, the one of its network mode first: engines before API 1.44 take a
 * single network at creation.
 */
export function cloneNetworks(template: NetworkTemplate, newName: string): readonly NetworkToJoin[] {
  const main = template.networkMode === 'default' ? 'bridge' : template.networkMode;
  const isMain = ([name, network]: [string, InspectedNetwork]) => name === main || network.NetworkID === main;
  const entries = Object.entries(template.networks);
  return [...entries.filter(isMain), ...entries.filter((entry) => !isMain(entry))].map(([name, network]) => ({
    name,
    endpoint: BUILT_IN.has(name) ? {} : cloneEndpoint(network, template, newName),
  }));
}

function cloneEndpoint(network: InspectedNetwork, template: NetworkTemplate, newName: string): NewEndpoint {
  return {
    Aliases: cloneAliases(network.Aliases ?? [], template, newName),
    ...(network.Links ? { Links: network.Links } : {}),
    ...(network.DriverOpts ? { DriverOpts: network.DriverOpts } : {}),
    ...(network.GwPriority ? { GwPriority: network.GwPriority } : {}),
    ...(network.IPAMConfig ? { IPAMConfig: network.IPAMConfig } : {}),
  };
}

function cloneAliases(aliases: readonly string[], template: NetworkTemplate, newName: string): string[] {
  const shortId = template.id.slice(0, 12);
  const own = new Set([shortId, template.name]);
  return [...new Set([newName, ...aliases.filter((alias) => !own.has(alias))])];
}
