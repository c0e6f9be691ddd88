import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { EngineProblem, progress } from './progress.ts';

const systemPath = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Why a private engine cannot start here, or undefined when it can. */
export function privateEngineObstacle(): string | undefined {
  if (process.platform !== 'linux' || !existsSync('/etc/debian_version') || !existsSync('/usr/bin/apt-get')) {
    return 'this is not a Debian machine';
  }
  return process.getuid?.() === 0 ? undefined : 'it needs root';
}

/** Whether a command is found on the PATH or in the system's folders. */
export function hasCommand(name: string): boolean {
  return [...(process.env.PATH ?? '').split(delimiter), ...systemPath].some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Installs the given Debian packages on this machine, with a fresh package list only when the old one fails. */
export async function aptInstall(packages: readonly string[]): Promise<void> {
  if (packages.length === 0) return;
  progress(`installing ${packages.join(', ')}…`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const options = ['-qq', '-y', '-o', 'DPkg::Lock::Timeout=120'];
  const install = () =>
    execa('apt-get', [...options, 'install', '--no-install-recommends', ...packages], { env, reject: false });
  if ((await install()).exitCode === 0) return;
  progress('refreshing the apt package lists…');
  await execa('apt-get', [...options, 'update'], { env, reject: false });
  const second = await install();
  if (second.exitCode !== 0) {
    throw new EngineProblem(`apt-get could not install ${packages.join(', ')}:\n${second.stderr}`);
  }
}

/** The value of one apt setting of this machine, empty when unset. */
export async function aptSetting(name: string): Promise<string> {
  const { stdout } = await execa('apt-config', ['dump', '--format', '%v%n', name]);
  return stdout.trim();
}

/** Runs a system command with the folders of /usr/sbin on its PATH. */
export async function system(command: string, args: readonly string[], input?: string): Promise<string> {
  const env = { PATH: systemPath.join(delimiter) };
  const { stdout } = await execa(command, args, input === undefined ? { env } : { env, input });
  return stdout;
}

/** The machine's own command folders, in the order the engine should search them. */
export const systemFolders: readonly string[] = systemPath;
