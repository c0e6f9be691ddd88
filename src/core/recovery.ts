import type { Plan, PlanInput, PlanStep } from './plan.ts';
import { removalChain } from './planner.ts';
import { isRunning, type Replica } from './replica.ts';

/**
 * The plan that ends what a plan without an end left half-way, such as when the controller was killed. `done` are the
 * steps that were finished. New replicas are carried on to ready, or removed where it was all or nothing; a removal
 * that is past its drain is finished, any other forgotten. Undefined when nothing was left half-way.
 */
export function planRecovery(open: Plan, done: readonly PlanStep[], input: PlanInput): Plan | undefined {
  const left = open.chains.flatMap((steps) => leftover(steps, done, input.replicas));
  const direction = open.direction === 'down' || open.atomic ? 'down' : 'up';
  const chains = chainsFor(open, left, input);
  if (chains.length === 0) return undefined;
  const from = input.replicas.filter(isRunning).length;
  const planned = new Set(chains.flat().map((step) => step.number));
  const moved = left.filter(({ replica }) => planned.has(replica.number));
  const to =
    direction === 'up'
      ? from + moved.filter(({ replica }) => !isRunning(replica)).length
      : from - moved.filter(({ replica }) => isRunning(replica)).length;
  return { direction, from, to, atomic: false, chains };
}

/** A chain of the open plan whose replica is there. */
interface Leftover {
  readonly replica: Replica;
  readonly steps: readonly PlanStep[];
  readonly done: ReadonlySet<PlanStep['kind']>;
}

function leftover(
  steps: readonly PlanStep[],
  done: readonly PlanStep[],
  replicas: readonly Replica[],
): readonly Leftover[] {
  const number = steps[0]?.number;
  const [replica, ...twins] = replicas.filter((r) => r.number === number && r.state !== 'removing');
  if (replica === undefined || twins.length > 0) return [];
  const kinds = done.filter((step) => step.number === number).map((step) => step.kind);
  return [{ replica, steps, done: new Set(kinds) }];
}

function chainsFor(
  { direction, atomic, chains }: Plan,
  left: readonly Leftover[],
  input: PlanInput,
): readonly (readonly PlanStep[])[] {
  if (direction === 'down') return left.flatMap((item) => finishRemoval(item, input));
  if (!atomic) return left.flatMap(carryOn);
  const isComplete = left.length === chains.length && left.every(isProven);
  return isComplete ? [] : left.flatMap((item) => takeBack(item, input));
}

/** Whether a new replica has become ready and was not given up since. */
function isProven({ replica, done }: Leftover): boolean {
  return isRunning(replica) && done.has('start') && done.has('await-ready');
}

function carryOn(item: Leftover): readonly (readonly PlanStep[])[] {
  const isOurs = isRunning(item.replica) || has(item, 'create');
  return isOurs && !isProven(item) ? [item.steps] : [];
}

function takeBack(item: Leftover, input: PlanInput): readonly (readonly PlanStep[])[] {
  const { replica } = item;
  if (isRunning(replica)) return [removalChain(replica, !has(item, 'create'), input)];
  return has(item, 'create') ? [[{ kind: 'remove', number: replica.number }]] : [];
}

function finishRemoval(item: Leftover, input: PlanInput): readonly (readonly PlanStep[])[] {
  const { replica, done } = item;
  if (!isRunning(replica)) return has(item, 'remove') ? [[{ kind: 'remove', number: replica.number }]] : [];
  const isPastDrain = has(item, 'drain')
    ? done.has('drain') || done.has('leave-balancer')
    : has(item, 'stop');
  return isPastDrain ? [removalChain(replica, !has(item, 'remove'), input)] : [];
}

function has({ steps }: Leftover, kind: PlanStep['kind']): boolean {
  return steps.some((step) => step.kind === kind);
}
