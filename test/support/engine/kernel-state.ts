import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfThere } from './files.ts';
import { system } from './host.ts';
import { runRoot } from './paths.ts';
import { attempt } from './run.ts';

const file = join(runRoot, 'kernel.json');

const switches = [
  '/proc/sys/net/ipv4/ip_forward',
  '/proc/sys/net/ipv6/conf/all/forwarding',
  '/proc/sys/net/ipv6/conf/default/forwarding',
  '/proc/sys/net/bridge/bridge-nf-call-iptables',
  '/proc/sys/net/bridge/bridge-nf-call-ip6tables',
];

interface KernelState {
  readonly switches: Readonly<Record<string, string>>;
  readonly forwardPolicies: Readonly<Record<string, string>>;
}

async function forwardPolicy(family: string): Promise<string> {
  const { stdout } = await attempt(`/usr/sbin/${family}`, ['-S', 'FORWARD']);
  return /^-P FORWARD (\w+)/m.exec(stdout)?.[1] ?? '';
}

/** Notes how the machine forwards packets before the first private engine changes it. */
export async function rememberKernelState(): Promise<void> {
  if (await readIfThere(file)) return;
  const values = await Promise.all(switches.map(async (path) => [path, (await readIfThere(path)).trim()]));
  const policies = await Promise.all(
    ['iptables', 'ip6tables'].map(async (name) => [name, await forwardPolicy(name)]),
  );
  const state: KernelState = {
    switches: Object.fromEntries(values),
    forwardPolicies: Object.fromEntries(policies),
  };
  await mkdir(runRoot, { recursive: true });
  await writeFile(file, JSON.stringify(state, undefined, 2));
}

/** Puts back what `rememberKernelState` noted, once the last private engine is gone. */
export async function restoreKernelState(): Promise<void> {
  const text = await readIfThere(file);
  if (!text) return;
  const state: KernelState = JSON.parse(text);
  for (const [path, value] of Object.entries(state.switches)) {
    if (value && (await readIfThere(path)).trim() !== value)
      await writeFile(path, value).catch(() => undefined);
  }
  for (const [family, policy] of Object.entries(state.forwardPolicies)) {
    if (policy) await system(family, ['-P', 'FORWARD', policy]);
  }
  await rm(file, { force: true });
}
