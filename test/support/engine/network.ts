import { existsSync } from 'node:fs';
import { firewallRemoval, inSubnets } from './firewall.ts';
import { system } from './host.ts';
import { attempt } from './run.ts';
import type { Suite } from './suites.ts';

interface Link {
  readonly ifname: string;
  readonly addr_info: readonly { readonly local?: string }[];
}

function subnetsOf(suite: Suite): string[] {
  return [suite.addressPool, suite.bridgeAddress];
}

async function bridgesOf(suite: Suite): Promise<string[]> {
  const links: Link[] = JSON.parse(
    (await system('ip', ['-json', '-4', 'address', 'show', 'type', 'bridge'])) || '[]',
  );
  return links
    .filter((link) => link.addr_info?.some(({ local }) => local && inSubnets(local, subnetsOf(suite))))
    .map((link) => link.ifname);
}

/** Creates the suite's own default bridge; dockerd makes docker0 only. */
export async function addBridge(suite: Suite): Promise<void> {
  if (existsSync(`/sys/class/net/${suite.bridge}`)) return;
  await system('ip', ['link', 'add', suite.bridge, 'type', 'bridge']);
  await system('ip', ['address', 'add', suite.bridgeAddress, 'dev', suite.bridge]);
  await system('ip', ['link', 'set', suite.bridge, 'up']);
}

/** Removes the bridges and firewall rules a stopped engine leaves; Docker's chains go with the last engine. */
export async function removeNetworks(suite: Suite, isLast: boolean): Promise<void> {
  const interfaces = await bridgesOf(suite);
  for (const name of interfaces) await system('ip', ['link', 'delete', name]);
  for (const family of ['iptables', 'ip6tables']) {
    const saved = await attempt(`/usr/sbin/${family}-save`, []);
    const removal = firewallRemoval(saved.stdout, { interfaces, subnets: subnetsOf(suite) }, isLast);
    if (removal) await system(`${family}-restore`, ['--noflush'], removal);
  }
}
