import { AutoscalerError } from '../core/errors.ts';
import { formatDuration, formatReplicas } from '../core/format.ts';
import { type Policy, type ServiceRef, serviceKey, UNBOUNDED } from '../core/policy.ts';
import type { ServiceState } from '../core/replica.ts';
import { isRunning } from '../core/replica.ts';
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
 * All or nothing: what fails, is interrupted or takes longer than `signal` allows is undone. Throws the step's
 * error, `E_NOT_CONVERGED` when time ran out, `E_INTERRUPTED` when `interrupt` aborted.
 */
export async function scaleService(
  service: ManagedService,
  replicas: number,
  deps: Dependencies,
  timeoutMs: number,
  interrupt: AbortSignal,
): Promise<{ readonly from: number; readonly to: number }> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([timeout, interrupt]);
  await service.interrupt('somebody asked for another count');
  await refresh(service, deps);
  const from = service.replicas.filter(isRunning).length;
  if (replicas > from) await deps.target.assertCloneable(service.ref, signal);
  const outcome = await service.scaleTo(replicas, signal);
  if (interrupt.aborted)
    throw new AutoscalerError('E_INTERRUPTED', 'interrupted; the step in hand was finished or undone');
  if (outcome.error && !timeout.aborted) throw outcome.error;
  if (outcome.kind !== 'done') throw notConverged(service, replicas, outcome.to, timeoutMs, outcome.error);
  await converge(service, replicas, deps, timeoutMs, signal);
  return { from, to: replicas };
}

async function converge(
  service: ManagedService,
  replicas: number,
  deps: Dependencies,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await service.settleBalancer();
    if (service.isConverged(replicas)) return;
    if (signal.aborted) {
      const running = service.replicas.filter(isRunning).length;
      throw notConverged(service, replicas, running, timeoutMs, service.balancerFault);
    }
    await deps.clock.sleep(POLL_MS, signal).catch(() => undefined);
    await refresh(service, deps);
  }
}

async function refresh(service: ManagedService, deps: Dependencies): Promise<void> {
  const listedAt = deps.clock.now();
  const states = await deps.target.list(AbortSignal.timeout(LIST_DEADLINE_MS));
  const state = states.find((s) => serviceKey(s.ref) === serviceKey(service.ref));
  if (state) service.observe(state, listedAt);
}

function notConverged(
  service: ManagedService,
  replicas: number,
  left: number,
  timeoutMs: number,
  cause: AutoscalerError | undefined,
): AutoscalerError {
  const why = cause ? `: ${cause.message}` : '';
  return new AutoscalerError(
    'E_NOT_CONVERGED',
    `${service.ref.service} did not reach ${formatReplicas(replicas)}, healthy and in the balancer, within ${formatDuration(timeoutMs)}; it has ${left}${why}`,
    { fix: 'Look at the replicas’ logs and health checks, or allow more time with --timeout.', cause },
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
