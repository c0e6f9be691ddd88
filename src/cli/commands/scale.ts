import type { SettingFlags } from '../../config/settings/gather.ts';
import { ManagedService } from '../../controller/managed-service.ts';
import { askController } from '../../controller/requests.ts';
import { assertReplicas, findService, scaleService } from '../../controller/scale-service.ts';
import { formatDuration } from '../../core/format.ts';
import { planScaling } from '../../core/planner.ts';
import { type Policy, serviceKey } from '../../core/policy.ts';
import type { LockHolder } from '../../core/ports.ts';
import { isRunning, type ServiceState } from '../../core/replica.ts';
import { delegateToController } from '../delegate.ts';
import { lockedBy } from '../locked-by.ts';
import { formatJson } from '../output.ts';
import { policyOf } from '../policy-of.ts';
import type { CliContext, Runtime } from '../runtime.ts';

/** What `autoscaler scale` may be told. */
export interface ScaleOptions {
  readonly flags: SettingFlags;
  readonly service: string;
  readonly replicas: number;
  readonly project: string | undefined;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly force: boolean;
  readonly timeoutMs: number;
}

const ENGINE_DEADLINE_MS = 10_000;
const LOCK_RETRY_MS = 200;

/** Sets a service's replica count once. Returns the exit code. */
export async function scale(context: CliContext, options: ScaleOptions): Promise<number> {
  const journal = options.dryRun ? 'read' : 'write';
  const runtime = await context.open({ flags: options.flags, journal, log: 'plain' });
  try {
    const delegated = await delegateToController(runtime, context);
    if (delegated !== undefined) return delegated;
    const states = await runtime.deps.target.list(AbortSignal.timeout(ENGINE_DEADLINE_MS));
    const state = findService(states, options.service, options.project);
    const policy = await policyOf(runtime, states, state);
    assertReplicas(options.replicas, policy, options.force);
    if (options.dryRun) return await printPlan(runtime, context, options, state, policy);
    const startedAt = runtime.deps.clock.now();
    const result = await scaleLocked(runtime, context, options, state, policy);
    if (typeof result === 'number') return result;
    report(context, options, state, { ...result, ms: runtime.deps.clock.now() - startedAt });
    return 0;
  } finally {
    await runtime.close();
  }
}

async function printPlan(
  { deps }: Runtime,
  { terminal }: CliContext,
  { replicas, json }: ScaleOptions,
  state: ServiceState,
  policy: Policy,
): Promise<number> {
  const from = state.replicas.filter(isRunning).length;
  if (replicas > from) await deps.target.assertCloneable(state.ref, AbortSignal.timeout(ENGINE_DEADLINE_MS));
  const plan = planScaling(from, replicas, {
    policy,
    replicas: state.replicas,
    inFlight: new Map(),
    leaving: new Set(),
    atomic: true,
  });
  if (json) {
    terminal.out(formatJson({ ...state.ref, from, to: replicas, dryRun: true, plan: plan?.chains ?? [] }));
    return 0;
  }
  terminal.out(`${serviceKey(state.ref)}: ${from} → ${replicas}${plan ? '' : ', nothing to do'}\n`);
  for (const steps of plan?.chains ?? [])
    terminal.out(`  replica ${steps[0]?.number}: ${steps.map((step) => step.kind).join(' → ')}\n`);
  return 0;
}

/** Returns an exit code when a controller in another container, started just now, did it. */
async function scaleLocked(
  runtime: Runtime,
  context: CliContext,
  options: ScaleOptions,
  state: ServiceState,
  policy: Policy,
): Promise<{ readonly from: number; readonly to: number } | number> {
  const { deps, lock } = runtime;
  const { interrupted, user } = context.terminal;
  const deadline = deps.clock.now() + options.timeoutMs;
  for (;;) {
    const answer = await lock.acquire('command', deps.journal.id, interrupted);
    if ('held' in answer) {
      try {
        const service = new ManagedService(policy, deps);
        service.observe(state, deps.clock.now());
        return await scaleService(service, options.replicas, deps, options.timeoutMs, interrupted);
      } finally {
        await answer.held.release();
      }
    }
    const { holder } = answer;
    if (holder.kind === 'controller')
      return (
        (await delegateToController(runtime, context)) ??
        (await ask(runtime, options, state, holder, user, interrupted))
      );
    if (deps.clock.now() > deadline) throw lockedBy(holder);
    await deps.clock.sleep(LOCK_RETRY_MS, interrupted);
  }
}

async function ask(
  { deps }: Runtime,
  { replicas, force, timeoutMs }: ScaleOptions,
  { ref }: ServiceState,
  holder: LockHolder,
  user: string,
  interrupted: AbortSignal,
): Promise<{ readonly from: number; readonly to: number }> {
  if (holder.journalId !== deps.journal.id) throw lockedBy(holder);
  const expiresAt = deps.clock.now() + timeoutMs;
  const request = { ref, replicas, force, by: `${user} (scale)`, expiresAt };
  return askController(deps.journal, request, deps.clock, interrupted);
}

function report(
  { terminal }: CliContext,
  { json }: ScaleOptions,
  state: ServiceState,
  { from, to, ms }: { readonly from: number; readonly to: number; readonly ms: number },
): void {
  if (json) {
    terminal.out(formatJson({ ...state.ref, from, to, seconds: ms / 1000 }));
    return;
  }
  const how = to === 0 ? 'drained and stopped' : 'all healthy and in the balancer';
  terminal.out(`${serviceKey(state.ref)}: ${from} → ${to} in ${formatDuration(ms)}, ${how}\n`);
}
