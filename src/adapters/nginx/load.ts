import { AutoscalerError } from '../../core/errors.ts';
import type { BalancerContainer, ContainerHost } from '../../core/ports.ts';
import { installFiles, putBack } from './install.ts';
import type { PlannedFile } from './plan-file.ts';
import { probe } from './probe.ts';
import type { NginxProcess, NginxProcesses } from './processes.ts';
import { reload } from './reload.ts';

/**
 * Puts the files in place and makes nginx run them, and keeps a proof of that beside each. When nginx refuses them,
 * at its check or at its reload, the files are as before and the old workers go on. Throws as `Balancer.apply`.
 */
export async function loadFiles(
  host: ContainerHost,
  container: BalancerContainer,
  processes: NginxProcesses,
  files: readonly PlannedFile[],
  signal: AbortSignal,
): Promise<void> {
  for (const { names, content } of files)
    await host.writeFile(container.id, names.candidate, content, signal);
  try {
    const before = await installFiles(host, container, processes, files, signal);
    if ((await reload(host, container, before, signal)) === 'refused') {
      await putBack(host, container, files, signal);
      throw refusedReload(container, files);
    }
  } catch (error) {
    if (error instanceof AutoscalerError && error.code === 'E_BALANCER_INVALID')
      await proveAgain(host, container, processes, files, signal);
    throw error;
  }
  for (const { names, generation } of files)
    await host.writeFile(container.id, names.proof, `${generation}\n`, signal);
}

/** After a refusal the old files are proven as before, unless somebody else reloaded nginx in between. */
async function proveAgain(
  host: ContainerHost,
  container: BalancerContainer,
  before: NginxProcesses,
  files: readonly PlannedFile[],
  signal: AbortSignal,
): Promise<void> {
  const { processes } = await probe(host, container, {}, signal);
  if (processes.master.busy || idsOf(processes.serving) !== idsOf(before.serving)) return;
  for (const { names, provenBefore } of files) {
    if (provenBefore !== undefined)
      await host.writeFile(container.id, names.proof, `${provenBefore}\n`, signal);
  }
}

function idsOf(processes: readonly NginxProcess[]): string {
  return processes
    .map(({ id }) => id)
    .sort()
    .join(' ');
}

function refusedReload({ name }: BalancerContainer, files: readonly PlannedFile[]): AutoscalerError {
  const owners = files.map(({ names }) => names.owner).join(', ');
  return new AutoscalerError(
    'E_BALANCER_INVALID',
    `nginx in ${name} found the configuration with ${owners} valid, but refused to load it; it goes on with the old one`,
    {
      fix: `Its log says why: docker logs ${name}. Often a shared memory zone or a port was changed beside.`,
    },
  );
}
