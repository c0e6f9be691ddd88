import { AutoscalerError } from '../../core/errors.ts';
import { serviceKey } from '../../core/policy.ts';
import type { BalancerChange, BalancerContainer, ContainerHost, Member } from '../../core/ports.ts';
import { loadFiles } from './load.ts';
import { filesOf, readOnDisk } from './on-disk.ts';
import type { PlannedFile } from './plan-file.ts';
import { planFile, wantedOf } from './plan-file.ts';
import { probe } from './probe.ts';
import type { NginxProcesses } from './processes.ts';
import type { NginxService } from './service.ts';

/** One service to be brought to its members. */
export interface ApplyJob {
  readonly service: NginxService;
  readonly members: readonly Member[];
}

/** What became of each service, by its key. */
type Outcomes = Map<string, PromiseSettledResult<BalancerChange>>;

/**
 * Brings services of one nginx to their members, with one reload for all of them. Of several jobs for one service
 * the last one counts. What is wrong with one service fails that one alone; what is wrong with nginx rejects.
 */
export async function applyJobs(
  host: ContainerHost,
  jobs: readonly ApplyJob[],
  signal: AbortSignal,
): Promise<readonly PromiseSettledResult<BalancerChange>[]> {
  const latest = [...new Map(jobs.map((job) => [keyOf(job), job])).values()];
  const [first] = latest;
  if (first === undefined) return [];
  const { ref, balancer } = first.service;
  const container = await host.find({ project: ref.project, service: balancer.service }, signal);
  const outcomes: Outcomes = new Map();
  const wanted = latest.flatMap((job) =>
    attempt(outcomes, keyOf(job), () => wantedOf(job.service, job.members, container)),
  );
  const files = wanted.map(({ names }) => filesOf(names));
  const { processes, files: read } = await probe(host, container, { files: files.flat() }, signal);
  const planned = wanted.flatMap((each, index) => {
    const width = files[index]?.length ?? 0;
    const onDisk = readOnDisk(read.slice(index * width, (index + 1) * width));
    return attempt(outcomes, each.names.owner, () => planFile(each, onDisk, processes.leaving.length > 0));
  });
  const changed = planned.filter((file) => file !== undefined);
  if (changed.length > 0) await loadAll({ host, container, processes, signal }, changed, outcomes);
  return jobs.map((job) => outcomes.get(keyOf(job)) ?? { status: 'fulfilled', value: { changed: false } });
}

/** Where files are loaded. */
interface Place {
  readonly host: ContainerHost;
  readonly container: BalancerContainer;
  readonly processes: NginxProcesses;
  readonly signal: AbortSignal;
}

/** When nginx refuses the files together, each is tried alone, so that a bad one does not hold up the others. */
async function loadAll(place: Place, files: readonly PlannedFile[], outcomes: Outcomes): Promise<void> {
  const { host, container, processes, signal } = place;
  try {
    await loadFiles(host, container, processes, files, signal);
    for (const { names, reason } of files)
      outcomes.set(names.owner, { status: 'fulfilled', value: { changed: true, reloadReason: reason } });
  } catch (error) {
    if (!(error instanceof AutoscalerError && error.code === 'E_BALANCER_INVALID')) throw error;
    const [only, ...others] = files;
    if (only && others.length === 0) outcomes.set(only.names.owner, { status: 'rejected', reason: error });
    else for (const file of files) await loadAll(place, [file], outcomes);
  }
}

/** The value, or none and the failure among the outcomes. */
function attempt<T>(outcomes: Outcomes, key: string, work: () => T): readonly T[] {
  try {
    return [work()];
  } catch (reason) {
    outcomes.set(key, { status: 'rejected', reason });
    return [];
  }
}

function keyOf({ service }: ApplyJob): string {
  return serviceKey(service.ref);
}
