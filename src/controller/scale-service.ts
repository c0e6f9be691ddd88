import { AutoscalerError } from '../core/errors.ts';
import { formatDuration, formatReplicas } from '../core/format.ts';
import { type Policy, type ServiceRef, serviceKey, UNBOUNDED } from '../core/policy.ts';
import type { ServiceState } from '../core/replica.ts';
import { startDeadline } from './deadline.ts';
import type { Dependencies } from './dependencies.ts';
import type { ManagedService } from './managed-service.ts';

const POLL_MS = 200;
const LIST_DEADLINE_MS = 10_000;

/** Throws `E_REPLICAS_INVALID`, or `E_OUT_OF_BOUNDS` when the count is outside the policy and not forced. */
export function assertReplicas(replicas: number, policy: Policy, force: boolean): void {
  if (!Number.isSafeInteger(replicas) || replicas < 0 || replicas >= UNBOUNDED)
    throw new AutoscalerError(
      'E_REPLICAS_INVALID',
      `${replicas} is not a replica count: a whole number of at least 0`,
      { fix: 'Give a whole number, such as 3.' },
    );
  if (force || (replicas >= policy.min && replicas <= policy.max)) return;
  throw new AutoscalerError(
    'E_OUT_OF_BOUNDS',
    `${formatReplicas(replicas)} of ${policy.ref.service} is outside ${policy.min} to ${policy.max}, the bounds of ${policy.origin}`,
    { fix: `Choose a number from ${policy.min} to ${policy.max}, change the policy, or add --force.` },
  );
}

/**
 * Brings a service to a count and returns when that many are healthy and in the balancer, or drained and gone.
 * All or nothing: what fails, is interrupted or takes longer than `timeoutMs` is undone; only when nothing but the
 * balancer's own checks are waited for, what is done stays. Throws the step's error, `E_NOT_CONVERGED` when time ran
 * out, `E_INTERRUPTED` when `interrupt` aborted or somebody asked for another count, `E_SERVICE_UNKNOWN` when the
 * service vanished.
 */
export async function scaleService(
  service: ManagedService,
  replicas: number,
  deps: Dependencies,
  timeoutMs: number,
  interrupt: AbortSignal,
): Promise<{ readonly from: number; readonly to: number }> {
  const why = `somebody asked for ${formatReplicas(replicas)} of ${service.ref.service}`;
  const claim = service.claim(why);
  const timeout = startDeadline(deps.clock, timeoutMs);
  const signal = AbortSignal.any([claim.taken, interrupt, timeout.signal]);
  const stop = () => void service.interrupt('the request has ended');
  try {
    await service.interrupt(why);
    signal.addEventListener('abort', stop, { once: true });
    return await bringTo(service, replicas, deps, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    if (signal.reason === timeout.signal.reason) throw notConverged(service, replicas, timeoutMs);
    if (signal.reason instanceof AutoscalerError) throw signal.reason;
    throw new AutoscalerError('E_INTERRUPTED', 'interrupted; the step in hand was finished or undone');
  } finally {
    signal.removeEventListener('abort', stop);
    timeout.clear();
    claim.release();
  }
}

async function bringTo(
  service: ManagedService,
  replicas: number,
  deps: Dependencies,
  signal: AbortSignal,
): Promise<{ readonly from: number; readonly to: number }> {
  await refresh(service, deps);
  signal.throwIfAborted();
  const recovery = await service.recoverNow();
  signal.throwIfAborted();
  if (recovery?.isStuck && recovery.error) throw recovery.error;
  // Before anything starts: with a balancer that cannot be moved along it would all be undone.
  await service.settleBalancer();
  if (service.balancer.fault) throw service.balancer.fault;
  signal.throwIfAborted();
  const from = service.staying.length;
  if (replicas > from) await deps.target.assertCloneable(service.ref, signal);
  signal.throwIfAborted();
  const outcome = await service.scaleTo(replicas);
  if (outcome.error) throw outcome.error;
  if (outcome.kind !== 'done') throw new AutoscalerError('E_INTERRUPTED', 'the scaling was interrupted');
  for (;;) {
    await service.settleBalancer();
    if (service.isConverged(replicas)) return { from, to: replicas };
    signal.throwIfAborted();
    await deps.clock.sleep(POLL_MS, signal);
    await refresh(service, deps);
  }
}

async function refresh(service: ManagedService, deps: Dependencies): Promise<void> {
  const listedAt = deps.clock.now();
  const states = await deps.target.list(AbortSignal.timeout(LIST_DEADLINE_MS));
  service.observe(findService(states, service.ref.service, service.ref.project), listedAt);
}

function notConverged(service: ManagedService, replicas: number, timeoutMs: number): AutoscalerError {
  const { ref, staying, balancer } = service;
  const why = balancer.fault ? `: ${balancer.fault.message}` : '';
  return new AutoscalerError(
    'E_NOT_CONVERGED',
    `${ref.service} did not reach ${formatReplicas(replicas)}, healthy and in the balancer, within ${formatDuration(timeoutMs)}; it has ${staying.length}${why}`,
    {
      fix: 'Look at the replicas’ logs and health checks, or allow more time with --timeout.',
      cause: balancer.fault,
    },
  );
}

/** The one service that is meant. Throws `E_SERVICE_UNKNOWN`, `E_PROJECT_UNKNOWN`, `E_SERVICE_AMBIGUOUS`. */
export function findService(
  states: readonly ServiceState[],
  service: string,
  project: string | undefined,
): ServiceState {
  const inProject = states.filter((s) => project === undefined || s.ref.project === project);
  if (project !== undefined && inProject.length === 0)
    throw new AutoscalerError('E_PROJECT_UNKNOWN', `no Compose project "${project}" has containers here`, {
      fix: `Choose one of: ${listOf(states, (ref) => ref.project)}.`,
    });
  const found = inProject.filter((s) => s.ref.service === service);
  const [only] = found;
  if (only === undefined)
    throw new AutoscalerError('E_SERVICE_UNKNOWN', `no Compose service "${service}" has containers here`, {
      fix: `Choose one of: ${listOf(inProject, serviceKey)}; or start it with docker compose up first.`,
    });
  if (found.length > 1)
    throw new AutoscalerError(
      'E_SERVICE_AMBIGUOUS',
      `service "${service}" exists in several projects: ${listOf(found, (ref) => ref.project)}`,
      { fix: 'Name the project with --project.' },
    );
  return only;
}

function listOf(states: readonly ServiceState[], name: (ref: ServiceRef) => string): string {
  const names = [...new Set(states.map((s) => name(s.ref)))].sort();
  return names.length === 0 ? '(none)' : names.join(', ');
}
