import { AutoscalerError, type ErrorCode } from '../core/errors.ts';
import type { PlanStep, PlanStepKind } from '../core/plan.ts';
import type { Replica } from '../core/replica.ts';
import { create, findCreated } from './create.ts';
import { drain, putBack, withdraw } from './drain.ts';
import { keep, replicaOf, type StepContext } from './step-context.ts';

/** For one that was ready a moment ago. Milliseconds. */
const STILL_READY = { timeoutMs: 5_000, settleMs: 0 };
const DEATHS: ReadonlySet<ErrorCode> = new Set(['E_CRASH_LOOP', 'E_OUT_OF_MEMORY', 'E_START_FAILED']);

type StepOf<K extends PlanStepKind> = Extract<PlanStep, { kind: K }>;

/** How one kind of step is done and undone. Doing a step that was done before changes nothing. */
interface StepHandler<K extends PlanStepKind> {
  /** Returns a note for the journal where there is something to say. */
  run(step: StepOf<K>, context: StepContext, signal: AbortSignal): Promise<string | undefined>;
  /** Takes back a step that is done, or that failed half-way. */
  undo?(step: StepOf<K>, context: StepContext, signal: AbortSignal): Promise<void>;
  /**
   * What an interruption makes of the step once it has begun: `final` ones are finished, and the chain with them, for
   * there is no way back; `whole` ones are finished first, so that what they made is known and can be taken back.
   */
  readonly whenInterrupted?: 'final' | 'whole';
}

const STEP_HANDLERS: { readonly [K in PlanStepKind]: StepHandler<K> } = {
  create: {
    whenInterrupted: 'whole',
    async run({ number }, context, signal) {
      await create(context, number, signal);
      return undefined;
    },
    async undo({ number }, context, signal) {
      const replica = await findCreated(context, number, signal);
      if (replica) await remove(context, replica, signal);
    },
  },
  start: {
    async run({ number }, context, signal) {
      const replica = replicaOf(context, number);
      context.roster.mark(replica.id, 'joining');
      keep(context, await context.target.start(replica, signal));
      return undefined;
    },
    async undo({ number }, context, signal) {
      await withdraw(context, number, signal);
      await stop(context, replicaOf(context, number), signal);
    },
  },
  'await-ready': {
    async run(step, context, signal) {
      const replica = replicaOf(context, step.number);
      // The balancer validates and writes its file in the time that the replica needs to become healthy.
      const [ready] = await Promise.all([
        context.target.awaitReady(replica, step, signal),
        context.link?.prepare(),
      ]);
      keep(context, ready);
      if (context.link === undefined) context.roster.mark(replica.id, undefined);
      return undefined;
    },
  },
  'join-balancer': {
    async run({ number }, context, signal) {
      await context.link?.move(replicaOf(context, number).id, undefined);
      await confirm(context, replicaOf(context, number), signal);
      return undefined;
    },
  },
  drain: {
    run: ({ number, timeoutMs }, context, signal) => drain(context, number, timeoutMs, signal),
    undo: ({ number }, context) => putBack(context, number),
  },
  'leave-balancer': {
    async run({ number }, context) {
      await context.link?.move(replicaOf(context, number).id, 'out');
      return undefined;
    },
    undo: ({ number }, context) => putBack(context, number),
  },
  stop: {
    whenInterrupted: 'final',
    async run({ number }, context, signal) {
      await stop(context, replicaOf(context, number), signal);
      return undefined;
    },
  },
  remove: {
    whenInterrupted: 'final',
    async run({ number }, context, signal) {
      await remove(context, replicaOf(context, number), signal);
      return undefined;
    },
  },
};

/** Does a step. Rejects with the step's error; returns a note for the journal where there is something to say. */
export function runStep(
  step: PlanStep,
  context: StepContext,
  signal: AbortSignal,
): Promise<string | undefined> {
  return handlerOf(step).run(step, context, signal);
}

/** Takes a step back, done or half-done; false when there is nothing to take back. */
export async function undoStep(step: PlanStep, context: StepContext, signal: AbortSignal): Promise<boolean> {
  const { undo } = handlerOf(step);
  await undo?.(step, context, signal);
  return undo !== undefined;
}

/** What an interruption makes of a step that has begun; undefined: it is cut short. */
export function whenInterrupted(step: PlanStep): 'final' | 'whole' | undefined {
  return handlerOf(step).whenInterrupted;
}

function handlerOf<K extends PlanStepKind>(step: { readonly kind: K }): StepHandler<K> {
  return STEP_HANDLERS[step.kind];
}

/** A replica may have died since it was ready. The balancer has nothing to drain then: it is only to forget it. */
async function confirm(context: StepContext, replica: Replica, signal: AbortSignal): Promise<void> {
  try {
    keep(context, await context.target.awaitReady(replica, STILL_READY, signal));
  } catch (error) {
    if (error instanceof AutoscalerError && DEATHS.has(error.code))
      keep(context, { ...replica, state: 'exited', addresses: [] });
    throw error;
  }
}

async function stop(context: StepContext, replica: Replica, signal: AbortSignal): Promise<void> {
  context.roster.mark(replica.id, 'out');
  await context.target.stop(replica, signal);
  // Docker gives its address to the next container that starts.
  keep(context, { ...replica, state: 'exited', addresses: [] });
}

async function remove(context: StepContext, replica: Replica, signal: AbortSignal): Promise<void> {
  await context.target.remove(replica, signal);
  context.replicas.delete(replica.number);
  context.roster.forget(replica.id);
}
