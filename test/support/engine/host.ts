import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { EngineProblem, progress } from './progress.ts';
import { attempt, run } from './run.ts';

/** The machine's own command folders, in the order the engine should search them. */
export const systemFolders: readonly string[] = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
];

const systemEnv = { PATH: systemFolders.join(delimiter) };

/** Why a private engine cannot start here, or undefined when it can. */
export function privateEngineObstacle(): string | undefined {
  if (process.platform !== 'linux' || !existsSync('/etc/debian_version') || !existsSync('/usr/bin/apt-get')) {
    return 'this is not a Debian machine';
  }
  if (process.getuid?.() !== 0) return 'it needs root';
  const missing = missingPrivileges(readFileSync('/proc/self/status', 'utf8'));
  return missing.length === 0 ? undefined : `root lacks ${missing.join(' and ')} here`;
}

// Bits of linux/capability.h, for mounts and for bridges and firewall rules.
const privileges = [
  ['CAP_SYS_ADMIN', 21n],
  ['CAP_NET_ADMIN', 12n],
] as const;

/** Which capabilities that an engine needs are missing, by a process's `/proc/…/status`. */
export function missingPrivileges(status: string): readonly string[] {
  const [, effective = '0'] = /^CapEff:\s*([0-9a-f]+)$/m.exec(status) ?? [];
  const mask = BigInt(`0x${effective}`);
  return privileges.filter(([, bit]) => ((mask >> bit) & 1n) === 0n).map(([name]) => name);
}

function hasCommand(name: string): boolean {
  return systemFolders.some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

// A fresh package list costs time, so it is fetched only when the old one does not do.
async function aptInstall(packages: readonly string[]): Promise<void> {
  if (packages.length === 0) return;
  progress(`installing ${packages.join(', ')}…`);
  const env = { ...systemEnv, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: string[]) =>
    attempt('apt-get', ['-qq', '-y', '-o', 'DPkg::Lock::Timeout=120', ...args], { env });
  const install = () => apt('install', '--no-install-recommends', ...packages);
  if ((await install()).ok) return;
  progress('refreshing the apt package lists…');
  await apt('update');
  const second = await install();
  if (!second.ok)
    throw new EngineProblem(`apt-get could not install ${packages.join(', ')}:\n${second.stderr}`);
}

/** The value of one apt setting of this machine, empty when unset. */
export async function aptSetting(name: string): Promise<string> {
  return (await run('apt-config', ['dump', '--format', '%v%n', name])).trim();
}

/** Runs a system command with the sbin folders on its PATH. */
export async function system(command: string, args: readonly string[], input?: string): Promise<string> {
  return await run(command, args, { env: systemEnv, ...(input === undefined ? {} : { input }) });
}

const commandPackages = [
  ['iptables', 'iptables'],
  ['ip', 'iproute2'],
  ['xz', 'xz-utils'],
  ['gpgv', 'gpgv'],
  ['mmdebstrap', 'mmdebstrap'],
] as const;

/** Installs what the private engine and the images need of this machine, and lacks. */
export async function installHostPackages(libraries: readonly string[] = []): Promise<void> {
  const missing = commandPackages.filter(([command]) => !hasCommand(command)).map(([, name]) => name);
  const checks = libraries.map(async (name) =>
    (await attempt('dpkg', ['--status', name])).ok ? [] : [name],
  );
  await aptInstall([...missing, ...(await Promise.all(checks)).flat()]);
}
