import { stoppedError } from '../../core/balancer-absence.ts';
import type { ContainerHost } from '../../core/ports.ts';
import type { Change } from './change.ts';
import { generationLine } from './generated-file.ts';
import { installError } from './install-error.ts';
import { CUTS_IDLE_CONNECTIONS, INSTALL_FUNCTIONS } from './install-script.ts';
import type { NewFile } from './new-file.ts';
import type { NginxProcesses } from './processes.ts';
import { commandOf, parseProcesses } from './processes.ts';

/** The longest a validation may take; names in the user's own configuration may have to be resolved. Milliseconds. */
const VALIDATE_MS = 30_000;

/** What was found when the files were in place. */
export interface Installed {
  readonly processes: NginxProcesses;
  /** Whether a reload closes clients' idle connections at once, whatever is being sent on them. */
  readonly cutsIdleConnections: boolean;
}

/**
 * Puts new files of services in place, once nginx has found its whole configuration valid with them; else nothing
 * changes. Throws `E_BALANCER_INVALID`, `E_BALANCER_WRITE`, `E_BALANCER_UNSUPPORTED`, `E_BALANCER_MISSING`.
 */
export async function installFiles(
  host: ContainerHost,
  change: Change,
  { master }: NginxProcesses,
  signal: AbortSignal,
): Promise<Installed> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(VALIDATE_MS)]);
  const nginx = commandOf(master);
  const run = (command: string, uid: number) => runInstall(host, change, { command, uid, nginx }, limit);
  // One command where that is possible: then nothing that ends the autoscaler leaves an unchecked file behind.
  if (master.uid === 0)
    return installedIn(await run('place || or_put_back; check "$@" || or_put_back', 0), change);
  await run('place || or_put_back', 0);
  try {
    // As root it would take the directories for temporary files away from a master that is not.
    return installedIn(await run('check "$@"', master.uid), change);
  } catch (error) {
    await run('put_back', 0);
    throw error;
  }
}

/** Gives files the content they had before `installFiles`. Throws as that does. */
export async function putBack(host: ContainerHost, change: Change, signal: AbortSignal): Promise<void> {
  await runInstall(host, change, { command: 'put_back', uid: 0, nginx: [] }, signal);
}

/** Notes that nginx runs these generations of its files. Throws as `installFiles` does. */
export async function prove(
  host: ContainerHost,
  change: Change,
  files: readonly NewFile[],
  signal: AbortSignal,
): Promise<void> {
  if (files.length > 0)
    await runInstall(host, change, { command: 'prove', uid: 0, nginx: [], files }, signal);
}

interface InstallRun {
  readonly command: string;
  readonly uid: number;
  readonly nginx: readonly string[];
  /** All of the change when absent. */
  readonly files?: readonly NewFile[];
}

async function runInstall(
  host: ContainerHost,
  change: Change,
  { command, uid, nginx, files = change.files }: InstallRun,
  signal: AbortSignal,
): Promise<string> {
  const lists = [
    files.map(({ place }) => place.file),
    files.map(({ generation }) => generation),
    change.required.map(({ generation }) => generationLine(generation)),
  ].map((lines) => lines.join('\n'));
  const argv = ['sh', '-c', `${INSTALL_FUNCTIONS}${command}`, 'autoscaler', ...lists, ...nginx];
  const { exitCode, output } = await host.exec(change.container.id, argv, { user: String(uid), signal });
  if (exitCode !== 0) throw installError(exitCode, output, change);
  return output;
}

function installedIn(output: string, { container }: Change): Installed {
  const [processes] = parseProcesses(output);
  if (processes === undefined) throw stoppedError(container, 'its files were validated');
  return { processes, cutsIdleConnections: output.startsWith(CUTS_IDLE_CONNECTIONS) };
}
