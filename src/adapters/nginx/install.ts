import { stoppedError } from '../../core/balancer-absence.ts';
import type { BalancerContainer, ContainerHost } from '../../core/ports.ts';
import { installError } from './install-error.ts';
import { INSTALL_FUNCTIONS } from './install-script.ts';
import type { NewFile } from './new-file.ts';
import type { NginxProcesses } from './processes.ts';
import { commandOf, parseProcesses } from './processes.ts';
import { generationLine } from './upstream.ts';

/** The longest a validation may take; names in the user's own configuration may have to be resolved. Milliseconds. */
const VALIDATE_MS = 30_000;

/**
 * Puts new files of services in place, once nginx has found its whole configuration valid with them; else nothing
 * changes. Returns nginx's processes as they were then.
 * Throws `E_BALANCER_INVALID`, `E_BALANCER_WRITE`, `E_BALANCER_UNSUPPORTED`, `E_BALANCER_MISSING`.
 */
export async function installFiles(
  host: ContainerHost,
  container: BalancerContainer,
  { master }: NginxProcesses,
  files: readonly NewFile[],
  signal: AbortSignal,
): Promise<NginxProcesses> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(VALIDATE_MS)]);
  const run = (command: string, uid: number) =>
    runInstall(host, container, { command, uid, files, nginx: commandOf(master) }, limit);
  // One command where that is possible: then nothing that ends the autoscaler leaves an unchecked file behind.
  if (master.uid === 0)
    return listedIn(await run('place || or_put_back; check "$@" || or_put_back', 0), container);
  await run('place || or_put_back', 0);
  try {
    // As root it would take the directories for temporary files away from a master that is not.
    return listedIn(await run('check "$@"', master.uid), container);
  } catch (error) {
    await run('put_back', 0);
    throw error;
  }
}

/** Gives files the content they had before `installFiles`. Throws as that does. */
export async function putBack(
  host: ContainerHost,
  container: BalancerContainer,
  files: readonly NewFile[],
  signal: AbortSignal,
): Promise<void> {
  await runInstall(host, container, { command: 'put_back', uid: 0, files, nginx: [] }, signal);
}

interface InstallRun {
  readonly command: string;
  readonly uid: number;
  readonly files: readonly NewFile[];
  readonly nginx: readonly string[];
}

async function runInstall(
  host: ContainerHost,
  container: BalancerContainer,
  { command, uid, files, nginx }: InstallRun,
  signal: AbortSignal,
): Promise<string> {
  const targets = files.map(({ names }) => names.file).join('\n');
  const generations = files.map(({ generation }) => generationLine(generation)).join('\n');
  const argv = ['sh', '-c', `${INSTALL_FUNCTIONS}${command}`, 'autoscaler', targets, generations, ...nginx];
  const { exitCode, output } = await host.exec(container.id, argv, { user: String(uid), signal });
  if (exitCode !== 0) throw installError(exitCode, output, container, files);
  return output;
}

function listedIn(output: string, container: BalancerContainer): NginxProcesses {
  const [processes] = parseProcesses(output);
  if (processes === undefined) throw stoppedError(container, 'its files were validated');
  return processes;
}
