import { AutoscalerError } from '../../core/errors.ts';
import { serviceKey } from '../../core/policy.ts';
import type { BalancerChange, BalancerContainer, ContainerHost, Member } from '../../core/ports.ts';
import { readFacts } from './facts.ts';
import { loadFiles } from './load.ts';
import { filesAt } from './on-disk.ts';
import { probe } from './probe.ts';
import { Round } from './round.ts';
import type { NginxService } from './service.ts';
import type { Wanted } from './wanted.ts';
import { wantedOf } from './wanted.ts';

/** One service to be brought to its members. */
export interface ApplyJob {
  readonly service: NginxService;
  readonly members: readonly Member[];
}

/** What became of a service. */
type Outcome = PromiseSettledResult<BalancerChange>;

/**
 * Brings services of one nginx to their members, with one reload for all of them. Of several jobs for one service
 * the last one counts. What is wrong with one service fails that one alone; what is wrong with nginx rejects.
 */
export async function applyJobs(
  host: ContainerHost,
  jobs: readonly ApplyJob[],
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  const latest = [...new Map(jobs.map((job) => [keyOf(job), job])).values()];
  const [first] = latest;
  if (first === undefined) return [];
  const { ref, balancer } = first.service;
  const container = await host.find({ project: ref.project, service: balancer.service }, signal);
  const outcomes = await applyTogether({ host, container, signal }, latest);
  return jobs.map((job) => outcomes.get(keyOf(job)) ?? { status: 'fulfilled', value: { changed: false } });
}

/** Where files are loaded. */
interface Place {
  readonly host: ContainerHost;
  readonly container: BalancerContainer;
  readonly signal: AbortSignal;
}

/** When nginx refuses the files together, each service is tried alone: a bad one does not hold up the others. */
async function applyTogether(place: Place, jobs: readonly ApplyJob[]): Promise<ReadonlyMap<string, Outcome>> {
  const { host, container, signal } = place;
  const { wanted, outcomes } = wantedBy(jobs, container);
  if (wanted.length === 0) return outcomes;
  const files = wanted.flatMap(({ names }) => [
    ...[names.main, names.location, names.listeners].flatMap(filesAt),
    names.siblings,
  ]);
  const found = await probe(host, container, { files: [...new Set(files)] }, signal);
  const round = new Round(found);
  for (const each of wanted) attempt(outcomes, each.names.owner, () => round.add(each));
  if (round.listens) round.addListeners(await readFacts(host, container, found.processes.master, signal));
  const change = round.change(container);
  if (change === undefined) return outcomes;
  try {
    const { cutsIdleConnections } = await loadFiles(host, change, found.processes, signal);
    for (const { owner, reason } of round.changed)
      outcomes.set(
        owner,
        fulfilled({ changed: true, reloadReason: reason, ...warningOf(cutsIdleConnections) }),
      );
  } catch (error) {
    if (!(error instanceof AutoscalerError && IS_OF_ONE.has(error.code))) throw error;
    const others = jobs.filter((job) => outcomes.get(keyOf(job)) === undefined);
    const [only] = others;
    if (only !== undefined && others.length === 1)
      outcomes.set(keyOf(only), { status: 'rejected', reason: error });
    else
      for (const job of others)
        for (const [owner, outcome] of await applyTogether(place, [job])) outcomes.set(owner, outcome);
  }
  return outcomes;
}

/** Failures that one service's files alone may have brought about. */
const IS_OF_ONE: ReadonlySet<string> = new Set(['E_BALANCER_INVALID', 'E_BALANCER_UNSUPPORTED']);

function fulfilled(value: BalancerChange): Outcome {
  return { status: 'fulfilled', value };
}

function warningOf(cutsIdleConnections: boolean): Pick<BalancerChange, 'warning'> {
  if (!cutsIdleConnections) return {};
  return {
    warning:
      'nginx closes idle client connections at a reload, and requests that are just being sent on them are lost: set keepalive_min_timeout 10s, before nginx 1.27.4 keepalive_timeout 0',
  };
}

function wantedBy(jobs: readonly ApplyJob[], container: BalancerContainer) {
  const outcomes = new Map<string, Outcome>();
  const wanted: Wanted[] = [];
  for (const job of jobs)
    attempt(outcomes, keyOf(job), () => wanted.push(wantedOf(job.service, job.members, container)));
  return { wanted, outcomes };
}

/** A failure is the service's own. */
function attempt(outcomes: Map<string, Outcome>, key: string, work: () => void): void {
  try {
    work();
  } catch (reason) {
    outcomes.set(key, { status: 'rejected', reason });
  }
}

function keyOf({ service }: ApplyJob): string {
  return serviceKey(service.ref);
}
