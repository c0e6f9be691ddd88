import type { Plan, PlanInput, PlanStep } from './plan.ts';
import { isRunning, type Replica } from './replica.ts';

/** The plan that takes a service from `from` to `to` replicas; undefined when there is nothing to do. */
export function planScaling(from: number, to: number, input: PlanInput): Plan | undefined {
  if (to === from) return undefined;
  const chains = to > from ? upChains(to - from, input) : downChains(from - to, to === 0, input);
  return { direction: to > from ? 'up' : 'down', from, to, atomic: input.atomic, chains };
}

/**
 * The plan that clears up after a plan that nobody ended, such as when the controller was killed: replicas never
 * started are removed, replicas that were drained already are taken out for good. `done` are the steps that were
 * finished. Undefined when nothing was left half-way.
 */
export function planRecovery(open: Plan, done: readonly PlanStep[], input: PlanInput): Plan | undefined {
  const planned = new Set(open.chains.flatMap((steps) => steps.map((step) => step.number)));
  const drained = new Set(done.filter((s) => POINTS_OF_NO_RETURN.has(s.kind)).map((s) => s.number));
  const toMake = new Set(open.chains.flat().flatMap((s) => (s.kind === 'create' ? [s.number] : [])));
  const halfMade = input.replicas.filter((r) => r.state === 'created' && toMake.has(r.number));
  const halfGone =
    open.direction === 'down'
      ? input.replicas.filter((r) => planned.has(r.number) && drained.has(r.number))
      : [];
  if (halfMade.length + halfGone.length === 0) return undefined;
  const from = input.replicas.filter(isRunning).length;
  const to = from - halfGone.filter(isRunning).length;
  const template = to === 0 ? halfGone.at(-1)?.number : undefined;
  return {
    direction: 'down',
    from,
    to,
    atomic: false,
    chains: [
      ...halfMade.map(({ number }): readonly PlanStep[] => [{ kind: 'remove', number }]),
      ...halfGone.map((victim) => removalChain(victim, victim.number === template, input)),
    ],
  };
}

/** Steps after which a removal is finished rather than taken back. */
const POINTS_OF_NO_RETURN: ReadonlySet<PlanStep['kind']> = new Set(['drain', 'leave-balancer', 'stop']);

function upChains(count: number, input: PlanInput): readonly (readonly PlanStep[])[] {
  const { lifecycle } = input.policy;
  const stopped = input.replicas
    .filter((r) => (r.state === 'exited' || r.state === 'created') && !input.leaving.has(r.number))
    .slice(0, count)
    .map((r) => ({ number: r.number, isNew: false }));
  const highest = Math.max(0, ...input.replicas.map((r) => r.number));
  const created = Array.from({ length: count - stopped.length }, (_, i) => ({
    number: highest + 1 + i,
    isNew: true,
  }));
  return [...stopped, ...created].map(({ number, isNew }): readonly PlanStep[] => [
    ...(isNew ? [{ kind: 'create', number } as const] : []),
    { kind: 'start', number },
    { kind: 'await-ready', number, timeoutMs: lifecycle.readyTimeoutMs, settleMs: lifecycle.settleMs },
    ...(isBalanced(input) ? [{ kind: 'join-balancer', number } as const] : []),
  ]);
}

function downChains(
  count: number,
  keepTemplate: boolean,
  input: PlanInput,
): readonly (readonly PlanStep[])[] {
  const victims = chooseVictims(count, input);
  const template = keepTemplate ? victims.at(-1)?.number : undefined;
  return victims.map((victim) => removalChain(victim, victim.number === template, input));
}

function removalChain(victim: Replica, keepAsTemplate: boolean, input: PlanInput): readonly PlanStep[] {
  const { number } = victim;
  const balanced = isBalanced(input);
  const timeoutMs = input.policy.lifecycle.drainTimeoutMs;
  return [
    ...(balanced
      ? [{ kind: 'drain', number, timeoutMs } as const, { kind: 'leave-balancer', number } as const]
      : []),
    { kind: 'stop', number },
    ...(keepAsTemplate ? [] : [{ kind: 'remove', number } as const]),
  ];
}

/**
 * Which replicas go: unhealthy and starting ones first; then by the policy the least loaded or the newest, which is the
 * highest number, as Compose itself does.
 */
export function chooseVictims(count: number, input: PlanInput): readonly Replica[] {
  const isLeastLoaded = input.policy.lifecycle.victim === 'least-loaded';
  const load = (r: Replica) => (isLeastLoaded ? (input.inFlight.get(r.id) ?? 0) : 0);
  return input.replicas
    .filter((r) => isRunning(r) && !input.leaving.has(r.number))
    .sort((a, b) => rank(a) - rank(b) || load(a) - load(b) || b.number - a.number)
    .slice(0, count);
}

function rank(replica: Replica): number {
  return replica.state === 'unhealthy' ? 0 : replica.state === 'starting' ? 1 : 2;
}

function isBalanced(input: PlanInput): boolean {
  return input.policy.balancer.kind !== 'none';
}
