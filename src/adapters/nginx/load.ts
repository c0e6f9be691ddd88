import { AutoscalerError } from '../../core/errors.ts';
import type { ContainerHost } from '../../core/ports.ts';
import type { Change } from './change.ts';
import type { Installed } from './install.ts';
import { installFiles, prove, putBack } from './install.ts';
import { probe } from './probe.ts';
import type { NginxProcess, NginxProcesses } from './processes.ts';
import { reload } from './reload.ts';

/**
 * Puts the files in place and makes nginx run them, and keeps a proof of that beside each. When nginx refuses them,
 * at its check or at its reload, the files are as before and the old workers go on. Throws as `Balancer.apply`.
 */
export async function loadFiles(
  host: ContainerHost,
  change: Change,
  processes: NginxProcesses,
  signal: AbortSignal,
): Promise<Installed> {
  const { container, files } = change;
  for (const { place, content } of files)
    await host.writeFile(container.id, place.candidate, content, signal);
  try {
    const installed = await installFiles(host, change, processes, signal);
    if ((await reload(host, container, installed.processes, signal)) === 'refused') {
      await putBack(host, change, signal);
      throw refusedReload(change);
    }
    await prove(host, change, files, signal);
    return installed;
  } catch (error) {
    if (error instanceof AutoscalerError && PUT_BACK.has(error.code))
      await proveAgain(host, change, processes, signal);
    throw error;
  }
}

/** Of these the files are as before. */
const PUT_BACK: ReadonlySet<string> = new Set(['E_BALANCER_INVALID', 'E_BALANCER_UNSUPPORTED']);

/** After a refusal the old files are proven as before, unless somebody else reloaded nginx in between. */
async function proveAgain(
  host: ContainerHost,
  change: Change,
  before: NginxProcesses,
  signal: AbortSignal,
): Promise<void> {
  const { processes } = await probe(host, change.container, {}, signal);
  if (processes.master.busy || idsOf(processes.serving) !== idsOf(before.serving)) return;
  const known = change.files.flatMap(({ place, provenBefore }) =>
    provenBefore === undefined ? [] : [{ place, generation: provenBefore }],
  );
  await prove(host, change, known, signal);
}

function idsOf(processes: readonly NginxProcess[]): string {
  return processes
    .map(({ id }) => id)
    .sort()
    .join(' ');
}

function refusedReload({ container, owners }: Change): AutoscalerError {
  return new AutoscalerError(
    'E_BALANCER_INVALID',
    `nginx in ${container.name} found the configuration with ${owners.join(', ')} valid, but refused to load it; it goes on with the old one`,
    {
      fix: `Its log says why: docker logs ${container.name}. Often a shared memory zone or a port was changed beside.`,
    },
  );
}
