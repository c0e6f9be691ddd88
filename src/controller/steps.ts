import { AutoscalerError } from '../core/errors.ts';
import { formatDuration } from '../core/format.ts';
import type { PlanStep, PlanStepKind } from '../core/plan.ts';
import type { ServiceRef } from '../core/policy.ts';
import type { Clock, Target } from '../core/ports.ts';
import { isRunning, type Replica } from '../core/replica.ts';
import type { BalancerLink } from './balancer-link.ts';

const DRAIN_POLL_MS = 100;
const DRAIN_WHEN_UNDOING_MS = 10_000;

/** What the steps of one plan share. `replicas` is kept up to date by the steps themselves. */
export interface StepContext {
  readonly ref: ServiceRef;
  readonly target: Target;
  readonly clock: Clock;
  readonly link: BalancerLink | undefined;
  readonly replicas: Map<number, Replica>;
}

type StepOf<K extends PlanStepKind> = Extract<PlanStep, { kind: K }>;

/** How one kind of step is done and undone. */
interface StepHandler<K extends PlanStepKind> {
  /** Returns a note for the journal where there is something to say. */
  run(step: StepOf<K>, context: StepContext, signal: AbortSignal): Promise<string | undefined>;
  /** Takes back a step that is done, or that failed half-way. */
  undo?(step: StepOf<K>, context: StepContext, signal: AbortSignal): Promise<void>;
  /** Once begun it is finished whatever happens: there is no way back from it. */
  readonly isFinal?: true;
}

const STEP_HANDLERS: { readonly [K in PlanStepKind]: StepHandler<K> } = {
  create: {
    async run({ number }, context, signal) {
      context.link?.mark(number, 'joining');
      setReplica(context, await context.target.create(context.ref, number, signal));
      return undefined;
    },
    async undo({ number }, context, signal) {
      const replica = context.replicas.get(number);
      if (replica) await context.target.remove(replica, signal);
      forget(context, number);
    },
  },
  start: {
    async run({ number }, context, signal) {
      context.link?.mark(number, 'joining');
      setReplica(context, await context.target.start(replicaOf(context, number), signal));
      return undefined;
    },
    async undo({ number }, context, signal) {
      await stop(context, number, signal);
    },
  },
  'await-ready': {
    async run(step, context, signal) {
      setReplica(context, await context.target.awaitReady(replicaOf(context, step.number), step, signal));
      return undefined;
    },
  },
  'join-balancer': {
    async run({ number }, { link }) {
      await link?.move(number, undefined);
      return undefined;
    },
    async undo({ number }, context, signal) {
      await drain(number, DRAIN_WHEN_UNDOING_MS, context, signal);
      await context.link?.move(number, 'out');
    },
  },
  drain: {
    async run({ number, timeoutMs }, context, signal) {
      return drain(number, timeoutMs, context, signal);
    },
    async undo({ number }, { link }) {
      await putBack(number, link);
    },
  },
  'leave-balancer': {
    async run({ number }, { link }) {
      await link?.move(number, 'out');
      return undefined;
    },
    async undo({ number }, { link }) {
      await putBack(number, link);
    },
  },
  stop: {
    isFinal: true,
    async run({ number }, context, signal) {
      await stop(context, number, signal);
      return undefined;
    },
  },
  remove: {
    isFinal: true,
    async run({ number }, context, signal) {
      await context.target.remove(replicaOf(context, number), signal);
      forget(context, number);
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

/** Whether a step, once begun, is finished whatever happens. */
export function isFinalStep(step: PlanStep): boolean {
  return handlerOf(step).isFinal === true;
}

function handlerOf<K extends PlanStepKind>(step: { readonly kind: K }): StepHandler<K> {
  return STEP_HANDLERS[step.kind];
}

async function drain(
  number: number,
  timeoutMs: number,
  { link, clock, replicas }: StepContext,
  signal: AbortSignal,
): Promise<string | undefined> {
  const replica = replicas.get(number);
  if (link === undefined || replica === undefined || !isRunning(replica)) return undefined;
  await link.move(number, 'draining');
  const deadline = clock.now() + timeoutMs;
  for (;;) {
    const inFlight = await link.inFlight(number);
    if (inFlight === 0) return undefined;
    if (clock.now() >= deadline) {
      await link.cutSessions(number);
      return `${inFlight} in flight were cut at the drain deadline of ${formatDuration(timeoutMs)}`;
    }
    await clock.sleep(DRAIN_POLL_MS, signal);
  }
}

/** Even when the balancer does not answer now, the replica is meant to serve again: the next tick sees to it. */
async function putBack(number: number, link: BalancerLink | undefined): Promise<void> {
  link?.mark(number, undefined);
  await link?.move(number, undefined);
}

async function stop(context: StepContext, number: number, signal: AbortSignal): Promise<void> {
  const replica = replicaOf(context, number);
  await context.target.stop(replica, signal);
  setReplica(context, { ...replica, state: 'exited' });
  context.link?.mark(number, undefined);
}

function forget(context: StepContext, number: number): void {
  context.replicas.delete(number);
  context.link?.forget(number);
}

function replicaOf(context: StepContext, number: number): Replica {
  const replica = context.replicas.get(number);
  if (replica) return replica;
  throw new AutoscalerError('E_INTERNAL', `no replica ${number} of ${context.ref.service} in this plan`);
}

function setReplica(context: StepContext, replica: Replica): void {
  context.replicas.set(replica.number, replica);
  context.link?.update(replica);
}
