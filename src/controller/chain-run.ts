import { AutoscalerError, toAutoscalerError } from '../core/errors.ts';
import type { StepEvent } from '../core/journal.ts';
import type { PlanStep } from '../core/plan.ts';
import type { StepContext } from './step-context.ts';
import { runStep, undoStep, whenInterrupted } from './steps.ts';

const FINAL_STEP_DEADLINE_MS = 15 * 60_000;
const WHOLE_STEP_DEADLINE_MS = 2 * 60_000;
const UNDO_DEADLINE_MS = 2 * 60_000;

/** One chain of a plan on its way: which of its steps have begun, how it ends, and how to take it back. */
export class ChainRun {
  readonly #steps: readonly PlanStep[];
  readonly #context: StepContext;
  readonly #emit: (event: StepEvent) => void;
  #begun: PlanStep[] = [];
  #isDone = false;
  #isStuck = false;
  #error: AutoscalerError | undefined;

  constructor(steps: readonly PlanStep[], context: StepContext, emit: (event: StepEvent) => void) {
    this.#steps = steps;
    this.#context = context;
    this.#emit = emit;
  }

  /** Whether every step is done, and none taken back since. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** Whether a step could be neither finished nor taken back. */
  get isStuck(): boolean {
    return this.#isStuck;
  }

  /** The first failure that was no interruption. */
  get error(): AutoscalerError | undefined {
    return this.#error;
  }

  /** Does the steps in order. A failure or an interruption takes them back, unless a final one has begun. */
  async forward(signal: AbortSignal): Promise<void> {
    for (const step of this.#steps) {
      const isPastReturn = this.#begun.some((begun) => whenInterrupted(begun) === 'final');
      if (signal.aborted && !isPastReturn) return this.undo();
      this.#begun.push(step);
      if (await this.#do(step, signal)) continue;
      if (whenInterrupted(step) !== 'final') return this.undo();
      this.#isStuck = true;
      return;
    }
    this.#isDone = true;
  }

  /** Takes back every step begun, last first, until one cannot be. */
  async undo(): Promise<void> {
    this.#isDone = false;
    for (let step = this.#begun.pop(); step !== undefined; step = this.#begun.pop()) {
      try {
        if (await undoStep(step, this.#context, AbortSignal.timeout(UNDO_DEADLINE_MS)))
          this.#emit({ kind: 'step-undone', step });
      } catch (thrown) {
        this.#isStuck = true;
        this.#begun = [];
        this.#fail(step, toAutoscalerError(thrown), 'undo: ');
      }
    }
  }

  async #do(step: PlanStep, signal: AbortSignal): Promise<boolean> {
    const { clock } = this.#context;
    const startedAt = clock.now();
    const limit = signalFor(step, signal);
    try {
      const note = await runStep(step, this.#context, limit);
      const ms = clock.now() - startedAt;
      this.#emit({ kind: 'step-done', step, ms, ...(note === undefined ? {} : { note }) });
      return true;
    } catch (thrown) {
      const isInterrupted = limit === signal && signal.aborted;
      if (isInterrupted) {
        const { code, message } = new AutoscalerError('E_INTERRUPTED', 'interrupted');
        this.#emit({ kind: 'step-failed', step, code, message });
      } else this.#fail(step, toAutoscalerError(thrown));
      return false;
    }
  }

  #fail(step: PlanStep, error: AutoscalerError, what = ''): void {
    this.#error ??= error;
    this.#emit({ kind: 'step-failed', step, code: error.code, message: `${what}${error.message}` });
  }
}

/** What ends a step that has begun: the interruption, or only a deadline. */
function signalFor(step: PlanStep, interruption: AbortSignal): AbortSignal {
  switch (whenInterrupted(step)) {
    case 'final':
      return AbortSignal.timeout(FINAL_STEP_DEADLINE_MS);
    case 'whole':
      return AbortSignal.timeout(WHOLE_STEP_DEADLINE_MS);
    case undefined:
      return interruption;
  }
}
