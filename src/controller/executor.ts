import { AutoscalerError } from '../core/errors.ts';
import type { StepEvent } from '../core/journal.ts';
import type { Plan } from '../core/plan.ts';
import { ChainRun } from './chain-run.ts';
import type { StepContext } from './step-context.ts';

/** How a plan ended. `to` is the replica count it left behind. */
export interface PlanOutcome {
  readonly kind: 'done' | 'partly-done' | 'undone' | 'interrupted';
  readonly to: number;
  /** The first failure, unless the plan was only interrupted from outside. */
  readonly error?: AutoscalerError;
  /** Whether something half-done could be neither finished nor undone: the plan stays open in the journal. */
  readonly isStuck: boolean;
}

/** Told of everything that happens, as it happens. */
export type StepListener = (event: StepEvent) => void;

/**
 * Runs a plan: chains side by side, each chain's steps in order. A chain that fails is undone; in an atomic plan
 * the others are then undone too. Aborting `signal` undoes what can be undone and finishes what cannot.
 * Never rejects.
 */
export async function executePlan(
  plan: Plan,
  context: StepContext,
  emit: StepListener,
  signal: AbortSignal,
): Promise<PlanOutcome> {
  const startedAt = context.clock.now();
  const before = countStaying(context);
  emit({ kind: 'plan-started', plan });

  const abort = new AbortController();
  const stop = AbortSignal.any([signal, abort.signal]);
  const runs = plan.chains.map((steps) => new ChainRun(steps, context, emit));
  await Promise.all(
    runs.map(async (run) => {
      await run.forward(stop);
      if (plan.atomic && !run.isDone) abort.abort(new AutoscalerError('E_INTERRUPTED', 'all or nothing'));
    }),
  );
  const mustUndoAll = plan.atomic && plan.direction === 'up' && runs.some((run) => !run.isDone);
  if (mustUndoAll) await Promise.all(runs.map((run) => run.undo()));

  const outcome = {
    kind: kindOf(runs, signal),
    to: plan.from + countStaying(context) - before,
    ...firstError(runs),
    isStuck: runs.some((run) => run.isStuck),
  };
  const ms = context.clock.now() - startedAt;
  if (!outcome.isStuck) emit({ kind: 'plan-ended', outcome: outcome.kind, to: outcome.to, ms });
  return outcome;
}

function countStaying({ replicas, roster }: StepContext): number {
  return [...replicas.values()].filter((replica) => roster.isStaying(replica.id)).length;
}

function kindOf(runs: readonly ChainRun[], signal: AbortSignal): PlanOutcome['kind'] {
  if (runs.every((run) => run.isDone)) return 'done';
  if (signal.aborted && runs.every((run) => run.error === undefined)) return 'interrupted';
  return runs.some((run) => run.isDone) ? 'partly-done' : 'undone';
}

function firstError(runs: readonly ChainRun[]): { readonly error?: AutoscalerError } {
  const error = runs.find((run) => run.error !== undefined)?.error;
  return error === undefined ? {} : { error };
}
