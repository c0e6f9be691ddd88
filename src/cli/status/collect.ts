import { controlInForce, underControl } from '../../core/controls-in-force.ts';
import { describe } from '../../core/decision.ts';
import { effectiveBounds } from '../../core/evaluate/schedules.ts';
import type { JournalledDecision, JournalReader } from '../../core/journal.ts';
import type { ManualControl } from '../../core/manual-control.ts';
import type { PlanStep } from '../../core/plan.ts';
import { type Policy, type ServiceRef, serviceKey } from '../../core/policy.ts';
import type { BalancerView } from '../../core/ports.ts';
import { isRunning, type ServiceState } from '../../core/replica.ts';
import { billOf } from '../../core/usage.ts';
import type { Runtime } from '../runtime.ts';
import { metricsOf } from './metrics.ts';
import type { ServiceStatus, StatusReport } from './report.ts';
import { trendOf } from './trend.ts';

const DEADLINE_MS = 10_000;
const DAY_MS = 24 * 3_600_000;

/** Asks Docker, the balancers and the journal how every service with a policy is. */
export async function collectStatus(runtime: Runtime): Promise<StatusReport> {
  const { target, journal, clock } = runtime.deps;
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const [states, holder] = await Promise.all([target.list(signal), runtime.lock.holder(signal)]);
  const set = await runtime.policies.read(states);
  const now = clock.now();
  const byKey = new Map(states.map((state) => [serviceKey(state.ref), state]));
  const controls = new Map(
    journal.controls().map((c) => [serviceKey(c.ref), controlInForce(c.control, now)]),
  );
  const services = await Promise.all(
    set.policies.map(async (own) => {
      const key = serviceKey(own.ref);
      const state = byKey.get(key);
      return state ? [await statusOf(runtime, underControl(own, controls.get(key) ?? {}), state, now)] : [];
    }),
  );
  return {
    at: iso(now),
    controller: holder?.kind === 'controller' ? holder.description : null,
    services: services.flat(),
    faults: set.faults.map((fault) => fault.message),
    waiting: set.waiting,
  };
}

async function statusOf(
  { deps }: Runtime,
  policy: Policy,
  state: ServiceState,
  now: number,
): Promise<ServiceStatus> {
  const { ref, control } = policy;
  const { journal, schedules } = deps;
  const running = state.replicas.filter(isRunning);
  const ready = running.filter((r) => r.state === 'ready').length;
  const last = journal.lastDecision(ref);
  const view = await viewOf(deps, policy, state);
  const action = actionOf(journal, ref);
  const { min, max, ...by } = effectiveBounds(policy, schedules.active(policy.schedules, now));
  return {
    ...ref,
    replicas: { current: running.length, ready, min, max },
    desired: action?.to ?? last?.decision.to ?? running.length,
    bounds: {
      minBy: by.minBy ?? null,
      maxBy: by.maxBy ?? null,
      policy: control?.own ?? { min: policy.min, max: policy.max },
    },
    balancer: balancerOf(policy, view),
    ...controlOf(control ?? {}),
    action,
    members: state.replicas.map((replica) => {
      const entry = 'entries' in view ? view.entries.find((e) => e.replicaId === replica.id) : undefined;
      const { number, state: now } = replica;
      return { number, state: now, balancer: entry?.state ?? null, inFlight: entry?.inFlight ?? null };
    }),
    metrics: metricsOf(journal, policy, last?.decision, now),
    trend: trendOf(journal, { ref, series: 'replicas.current' }, running.length, now),
    price: policy.price ?? null,
    usage: {
      day: usageOf(journal, policy, now - DAY_MS, now),
      recorded: usageOf(journal, policy, 0, now),
    },
    lastDecision: last ? decisionOf(last) : null,
  };
}

type View = BalancerView | { readonly fault: string } | { readonly none: true };

async function viewOf(
  { balancers }: Runtime['deps'],
  { ref, balancer, max }: Policy,
  { replicas }: ServiceState,
): Promise<View> {
  if (balancer.kind === 'none') return { none: true };
  try {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    return await balancers(balancer.kind).view({ ref, balancer, capacity: max }, replicas, signal);
  } catch (thrown) {
    return { fault: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

function balancerOf({ balancer: { kind } }: Policy, view: View): ServiceStatus['balancer'] {
  if ('inRotation' in view) return { kind, inRotation: view.inRotation.length };
  return { kind, inRotation: null, ...('fault' in view ? { fault: view.fault } : {}) };
}

function controlOf({ pause, bounds }: ManualControl): Pick<ServiceStatus, 'paused' | 'temporaryBounds'> {
  return {
    paused: pause
      ? { by: pause.by, since: iso(pause.since), until: pause.until === undefined ? null : iso(pause.until) }
      : null,
    temporaryBounds: bounds
      ? {
          ...{ by: bounds.by, since: iso(bounds.since), until: iso(bounds.until) },
          ...{ min: bounds.min ?? null, max: bounds.max ?? null },
        }
      : null,
  };
}

function actionOf(journal: JournalReader, ref: ServiceRef): ServiceStatus['action'] {
  const open = journal.openPlan(ref);
  if (open === undefined) return null;
  const isDone = (step: PlanStep) =>
    open.done.some(({ kind, number }) => kind === step.kind && number === step.number);
  const inHand = open.plan.chains.flatMap((chain) => chain.find((step) => !isDone(step)) ?? []);
  const steps = inHand.map(({ number, kind }) => ({ replica: number, step: kind }));
  return { from: open.plan.from, to: open.plan.to, steps };
}

function usageOf(journal: JournalReader, policy: Policy, since: number, until: number) {
  const used = journal.usage(policy.ref, since, until);
  const { replicaHours, watchedHours, cost = null } = billOf(used, policy);
  return { from: used.from === undefined ? null : iso(used.from), replicaHours, watchedHours, cost };
}

function decisionOf({ decision, lastAt }: JournalledDecision): ServiceStatus['lastDecision'] {
  const { action, from, to, at, reasons } = decision;
  return { action, from, to, at: iso(lastAt), since: iso(at), sentence: describe(decision), reasons };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
