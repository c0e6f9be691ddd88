import { AutoscalerError, toAutoscalerError } from '../core/errors.ts';
import type { StepEvent } from '../core/journal.ts';
import type { Plan, PlanStep } from '../core/plan.ts';
import { isFinalStep, runStep, type StepContext, undoStep } from './steps.ts';

const FINAL_STEP_DEADLINE_MS = 15 * 60_000;
const UNDO_DEADLINE_MS = 2 * 60_000;

/** How a plan ended. `to` is the replica count it left behind. */
export interface PlanOutcome {
  readonly kind: 'done' | 'partly-done' | 'undone' | 'interrupted';
  readonly to: number;
  /** The first failure, unless the plan was interrupted from outside. */
  readonly error?: AutoscalerError;
}

/** Told of everything that happens, as it happens. */
export type StepListener = (event: StepEvent) => void;

type ChainResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'undone'; readonly error?: AutoscalerError }
  | { readonly kind: 'stuck'; readonly error: AutoscalerError };

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
  emit({ kind: 'plan-started', plan });

  const abort = new AbortController();
  const stop = AbortSignal.any([signal, abort.signal]);
  const runs = plan.chains.map((steps) => new ChainRun(steps, context, emit));
  const results = await Promise.all(
    runs.map(async (run) => {
      const result = await run.forward(stop);
      if (result.kind !== 'done' && plan.atomic) abort.abort();
      return result;
    }),
  );
  const failed = results.filter((r) => r.kind !== 'done');
  const mustUndoAll = plan.atomic && failed.length > 0 && plan.direction === 'up';
  const ended = mustUndoAll ? await Promise.all(runs.map((run) => run.undo())) : results;

  const outcome = outcomeOf(plan, ended, results, signal);
  emit({ kind: 'plan-ended', outcome: outcome.kind, to: outcome.to, ms: context.clock.now() - startedAt });
  return outcome;
}

function outcomeOf(
  plan: Plan,
  ended: readonly ChainResult[],
  results: readonly ChainResult[],
  signal: AbortSignal,
): PlanOutcome {
  const moved = ended.filter((r) => r.kind === 'done').length;
  const to = plan.direction === 'up' ? plan.from + moved : plan.from - moved;
  if (moved === plan.chains.length) return { kind: 'done', to };
  const error = results.map((r) => (r.kind === 'done' ? undefined : r.error)).find((e) => e !== undefined);
  if (error === undefined && signal.aborted) return { kind: 'interrupted', to };
  return { kind: moved === 0 ? 'undone' : 'partly-done', to, ...(error ? { error } : {}) };
}

/** One chain on its way: which of its steps are done, and how to take them back. */
class ChainRun {
  readonly #steps: readonly PlanStep[];
  readonly #context: StepContext;
  readonly #emit: StepListener;
  #begun: PlanStep[] = [];

  constructor(steps: readonly PlanStep[], context: StepContext, emit: StepListener) {
    this.#steps = steps;
    this.#context = context;
    this.#emit = emit;
  }

  async forward(signal: AbortSignal): Promise<ChainResult> {
    for (const step of this.#steps) {
      const isFinal = isFinalStep(step);
      if (signal.aborted && !this.#isPastReturn()) return this.undo();
      this.#begun.push(step);
      const error = await this.#run(step, isFinal ? AbortSignal.timeout(FINAL_STEP_DEADLINE_MS) : signal);
      if (error === undefined) continue;
      if (isFinal) return { kind: 'stuck', error };
      const undone = await this.undo();
      const wasAborted = signal.aborted && error.code === 'E_INTERRUPTED';
      return wasAborted || undone.kind === 'stuck' ? undone : { kind: 'undone', error };
    }
    return { kind: 'done' };
  }

  /** Takes back every step begun, last first. A step that cannot be taken back does not stop the others. */
  async undo(): Promise<ChainResult> {
    const begun = this.#begun.reverse();
    this.#begun = [];
    let stuck: AutoscalerError | undefined;
    for (const step of begun) {
      try {
        if (await undoStep(step, this.#context, AbortSignal.timeout(UNDO_DEADLINE_MS)))
          this.#emit({ kind: 'step-undone', step });
      } catch (thrown) {
        const error = toAutoscalerError(thrown);
        stuck ??= error;
        this.#emit({ kind: 'step-failed', step, code: error.code, message: `undo: ${error.message}` });
      }
    }
    return stuck ? { kind: 'stuck', error: stuck } : { kind: 'undone' };
  }

  #isPastReturn(): boolean {
    return this.#begun.some(isFinalStep);
  }

  async #run(step: PlanStep, signal: AbortSignal): Promise<AutoscalerError | undefined> {
    const startedAt = this.#context.clock.now();
    try {
      const note = await runStep(step, this.#context, signal);
      const ms = this.#context.clock.now() - startedAt;
      this.#emit({ kind: 'step-done', step, ms, ...(note === undefined ? {} : { note }) });
      return undefined;
    } catch (thrown) {
      const error = signal.aborted
        ? new AutoscalerError('E_INTERRUPTED', 'interrupted', { cause: thrown })
        : toAutoscalerError(thrown);
      const { code, message } = error;
      this.#emit({ kind: 'step-failed', step, code, message });
      return error;
    }
  }
}
