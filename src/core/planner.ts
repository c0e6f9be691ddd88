import type { Plan, PlanInput, PlanStep } from './plan.ts';
import { isRunning, type Replica } from './replica.ts';

/** The plan that takes a service from `from` to `to` replicas; undefined when there is nothing to do. */
export function planScaling(from: number, to: number, input: PlanInput): Plan | undefined {
  if (to === from) return undefined;
  const chains = to > from ? upChains(to - from, input) : downChains(from - to, to === 0, input);
  return { direction: to > from ? 'up' : 'down', from, to, atomic: input.atomic, chains };
}

function upChains(count: number, input: PlanInput): readonly (readonly PlanStep[])[] {
  const { lifecycle } = input.policy;
  const stopped = input.replicas
    .filter((r) => (r.state === 'exited' || r.state === 'created') && !input.leaving.has(r.number))
    .filter((r) => !isBeingRecreated(r, input))
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

/** The steps that take a replica out for good; as a template it is only stopped. */
export function removalChain(
  victim: Replica,
  keepAsTemplate: boolean,
  input: PlanInput,
): readonly PlanStep[] {
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

/** While Compose recreates a replica, the old container and the new one share a number. */
function isBeingRecreated(replica: Replica, { replicas }: PlanInput): boolean {
  return replicas.some((other) => other.number === replica.number && other.id !== replica.id);
}

function isBalanced(input: PlanInput): boolean {
  return input.policy.balancer.kind !== 'none';
}
