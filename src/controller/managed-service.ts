import { type Decision, describe } from '../core/decision.ts';
import { type AutoscalerError, toAutoscalerError } from '../core/errors.ts';
import { type Evaluation, evaluate } from '../core/evaluate/evaluate.ts';
import { remember, rememberAction, rememberFailure } from '../core/evaluate/remember.ts';
import type { History } from '../core/history.ts';
import type { HostUse, Observation, Suspension } from '../core/observation.ts';
import type { Plan } from '../core/plan.ts';
import { planRecovery, planScaling } from '../core/planner.ts';
import { type Policy, type ServiceRef, UNBOUNDED } from '../core/policy.ts';
import type { BalancedService, MetricRequest } from '../core/ports.ts';
import { isRunning, isStoppedAsAWhole, type Replica, type ServiceState } from '../core/replica.ts';
import type { Sample } from '../core/sample.ts';
import { Actor } from './actor.ts';
import { BalancerLink } from './balancer-link.ts';
import { carryOn } from './carry-on.ts';
import type { Dependencies } from './dependencies.ts';
import type { PlanOutcome } from './executor.ts';

/** Balancer slots for a service that no policy bounds; more are made when needed. */
const UNBOUNDED_CAPACITY = 10;

/**
 * One service under control.
 *
 *            a decision to scale, a request
 *   ┌──────┐ ─────────────────────────────► ┌────────┐
 *   │ idle │                                │ acting │ ── more load while draining, shutdown ──► undo what can be
 *   └──────┘ ◄───────────────────────────── └────────┘
 *            done, partly done, undone, interrupted
 *
 * Idle: each tick settles the balancer with Docker and evaluates. Acting: it evaluates too, but starts nothing new.
 */
export class ManagedService {
  readonly ref: ServiceRef;
  #policy: Policy;
  #history: History;
  #link: BalancerLink | undefined;
  #replicas: readonly Replica[] = [];
  /** When the last plan ended: a list of containers asked for earlier is out of date. */
  #actedAt = 0;
  #seen: string | undefined;
  #balancerFault: AutoscalerError | undefined;
  readonly #actor: Actor;
  readonly #deps: Dependencies;

  constructor(policy: Policy, deps: Dependencies) {
    this.ref = policy.ref;
    this.#policy = policy;
    this.#deps = deps;
    this.#actor = new Actor(policy.ref, deps);
    this.#history = deps.journal.loadHistory(policy.ref);
    this.#link = this.#makeLink();
  }

  get policy(): Policy {
    return this.#policy;
  }

  get history(): History {
    return this.#history;
  }

  get replicas(): readonly Replica[] {
    return this.#replicas;
  }

  get isActing(): boolean {
    return this.#actor.plan !== undefined;
  }

  get runningIds(): readonly string[] {
    return this.#replicas.filter(isRunning).map((r) => r.id);
  }

  get ready(): number {
    return this.#staying().filter((r) => r.state === 'ready').length;
  }

  /** Takes over an edited policy. */
  adoptPolicy(policy: Policy): void {
    if (this.isActing) return;
    const hasOtherBalancer = this.#policy.balancer.kind !== policy.balancer.kind;
    this.#policy = policy;
    if (hasOtherBalancer) this.#link = this.#makeLink();
    const service = this.#balancedService();
    if (service) this.#link?.configure(service);
  }

  /** Takes over what Docker says; `listedAt` is when the list was asked for. False when it is out of date. */
  observe(state: ServiceState, listedAt: number): boolean {
    if (this.isActing || listedAt < this.#actedAt) return false;
    this.#replicas = state.replicas;
    this.#link?.observe(state.replicas);
    return true;
  }

  /** Makes the balancer agree with Docker. Logs a fault when it appears and when it ends, not every tick. */
  async settleBalancer(): Promise<void> {
    if (this.#link === undefined || this.isActing) return;
    try {
      const { change } = await this.#link.settle();
      if (change?.reloadReason)
        this.#deps.log.info({ ...this.ref, reloadReason: change.reloadReason }, 'balancer reloaded');
      if (this.#balancerFault) this.#deps.log.info({ ...this.ref }, 'the balancer agrees again');
      this.#balancerFault = undefined;
    } catch (thrown) {
      const error = toAutoscalerError(thrown);
      if (this.#balancerFault?.message !== error.message)
        this.#deps.log.error({ ...this.ref, err: error }, error.message);
      this.#balancerFault = error;
      this.#deps.telemetry.failure(this.ref, error);
    }
  }

  metricRequests(): readonly MetricRequest[] {
    const replicaIds = this.#staying().map((r) => r.id);
    const { balancer, metrics } = this.#policy;
    return metrics.map((metric) => ({ ref: this.ref, metric, balancer, replicaIds }));
  }

  /** Decides, and remembers what the decision rests on. */
  decide(samples: ReadonlyMap<string, Sample>, host: HostUse | undefined, now: number): Decision {
    const observation = this.#observation(samples, host, now);
    const evaluation = evaluate(this.#policy, observation, this.#history, now);
    this.#history = remember(this.#policy, observation, this.#history, evaluation, now);
    this.#takeBackIfNeeded(observation, evaluation, now);
    return evaluation.decision;
  }

  /** Carries a decision out in the background; nothing to do for a hold. */
  act(decision: Decision): void {
    if (decision.action === 'hold' || this.isActing) return;
    void this.#execute(decision.from, decision.to, false, {});
  }

  /** Scales to a count somebody asked for, all or nothing, and waits until it is done. */
  async scaleTo(replicas: number, signal: AbortSignal): Promise<PlanOutcome> {
    const { min, max } = this.#policy;
    const override = replicas < min || replicas > max ? { override: replicas } : {};
    return this.#execute(this.#staying().length, replicas, true, override, signal);
  }

  /** Whether exactly this many replicas run, all healthy, and the balancer sends requests to each of them. */
  isConverged(replicas: number): boolean {
    const staying = this.#staying();
    const inRotation = this.#link?.lastView?.inRotation;
    return (
      !this.isActing &&
      staying.length === replicas &&
      staying.every((r) => r.state === 'ready' && (this.#link === undefined || inRotation?.includes(r.id)))
    );
  }

  /** What keeps the balancer from agreeing with Docker, if anything. */
  get balancerFault(): AutoscalerError | undefined {
    return this.#balancerFault;
  }

  /** Waits until nothing is under way. */
  async ended(): Promise<void> {
    await this.#actor.ended();
  }

  /** Ends what is under way: undone where that is possible, finished where not. */
  async interrupt(why: string): Promise<void> {
    this.#actor.interrupt(why);
    await this.#actor.ended();
  }

  /** Clears up after a plan that was never ended, such as when the controller was killed. Returns once that has begun. */
  recover(): void {
    const { journal, clock, log } = this.#deps;
    const open = journal.openPlan(this.ref);
    if (open === undefined) return;
    const input = {
      policy: this.#policy,
      replicas: this.#replicas,
      inFlight: new Map(),
      leaving: new Set<number>(),
    };
    const plan = planRecovery(open.plan, open.done, { ...input, atomic: false });
    log.warn(
      { ...this.ref },
      `a scaling from ${open.plan.from} to ${open.plan.to} was cut short; clearing up`,
    );
    const to = this.#staying().length;
    journal.recordStep(this.ref, clock.now(), { kind: 'plan-ended', outcome: 'interrupted', to, ms: 0 });
    if (plan) void this.#run(plan, {});
  }

  #makeLink(): BalancerLink | undefined {
    const service = this.#balancedService();
    return service && new BalancerLink(this.#deps.balancers[service.balancer.kind], service);
  }

  #balancedService(): BalancedService | undefined {
    const { balancer, max } = this.#policy;
    if (balancer.kind === 'none') return undefined;
    return { ref: this.ref, balancer, capacity: max === UNBOUNDED ? UNBOUNDED_CAPACITY : max };
  }

  #staying(): readonly Replica[] {
    const { leaving } = this.#actor;
    return this.#replicas.filter((r) => isRunning(r) && !leaving.has(r.number));
  }

  #inFlight(): ReadonlyMap<string, number> {
    const entries = this.#link?.lastView?.entries ?? [];
    return new Map(entries.flatMap((e) => (e.replicaId ? [[e.replicaId, e.inFlight] as const] : [])));
  }

  #observation(samples: ReadonlyMap<string, Sample>, host: HostUse | undefined, now: number): Observation {
    const current = this.#staying().length;
    const suspension = this.#suspension(current);
    this.#seen = this.#signature();
    return {
      replicas: { current, ready: this.ready },
      samples,
      activeSchedules: this.#deps.schedules.active(this.#policy.schedules, now),
      ...(host ? { host } : {}),
      ...(suspension ? { suspension } : {}),
    };
  }

  #suspension(current: number): Suspension | undefined {
    if (this.#actor.plan) {
      const { from, to } = this.#actor.plan;
      return { code: 'ACTION_IN_PROGRESS', message: `scaling from ${from} to ${to} is under way` };
    }
    const hasChanged = this.#seen !== undefined && this.#seen !== this.#signature();
    if (hasChanged && this.#history.desired !== undefined && current !== this.#history.desired)
      return { code: 'SETTLING', message: 'the count is changing under somebody else’s hand' };
    if (isStoppedAsAWhole(this.#replicas))
      return {
        code: 'STOPPED_BY_USER',
        message: 'the service is stopped; start or scale it to hand it back',
      };
    return undefined;
  }

  #signature(): string {
    return this.#replicas.map((r) => `${r.id} ${isRunning(r)}`).join('\n');
  }

  /** More load while replicas drain: the scale-down is undone instead of starting others beside it. */
  #takeBackIfNeeded(observation: Observation, { recommended }: Evaluation, now: number): void {
    if (this.#actor.plan?.direction !== 'down' || this.#actor.isInterrupted) return;
    const { suspension: _, ...unsuspended } = observation;
    if (recommended <= observation.replicas.current) return;
    const history: History = { ...this.#history, desired: observation.replicas.current };
    const { decision } = evaluate(this.#policy, unsuspended, history, now);
    if (decision.action !== 'scale-up') return;
    this.#deps.log.info({ ...this.ref }, `taking back draining replicas: ${describe(decision)}`);
    this.#actor.interrupt('the load rose again');
  }

  async #execute(
    from: number,
    to: number,
    atomic: boolean,
    override: { readonly override?: number },
    signal?: AbortSignal,
  ): Promise<PlanOutcome> {
    const plan = planScaling(from, to, {
      policy: this.#policy,
      replicas: this.#replicas,
      inFlight: this.#inFlight(),
      leaving: this.#actor.leaving,
      atomic,
    });
    if (plan) return this.#run(plan, override, signal);
    const at = this.#deps.clock.now();
    this.#history = rememberAction(this.#history, { at, from, to }, override);
    return { kind: 'done', to };
  }

  #run(plan: Plan, override: { readonly override?: number }, signal?: AbortSignal): Promise<PlanOutcome> {
    const replicas = new Map(this.#replicas.map((r) => [r.number, r]));
    const conclude = (outcome: PlanOutcome) => {
      this.#actedAt = this.#deps.clock.now();
      this.#seen = undefined;
      this.#replicas = [...replicas.values()].sort((a, b) => a.number - b.number);
      this.#history = this.#after(plan, outcome, override);
      const saved = [{ ref: this.ref, history: this.#history }];
      carryOn(this.#deps.log, () => this.#deps.journal.saveHistories(saved));
      if (outcome.error === undefined) return;
      this.#deps.telemetry.failure(this.ref, outcome.error);
      this.#deps.log.error({ ...this.ref, err: outcome.error }, outcome.error.message);
    };
    return this.#actor.run(plan, replicas, this.#link, conclude, signal);
  }

  #after(plan: Plan, outcome: PlanOutcome, override: { readonly override?: number }): History {
    const at = this.#deps.clock.now();
    const { error, kind, to } = outcome;
    const isDone = kind === 'done';
    const moved = rememberAction(this.#history, { at, from: plan.from, to }, isDone ? override : {});
    if (error === undefined) return moved;
    const kept = { ...moved, ...(this.#history.failures ? { failures: this.#history.failures } : {}) };
    return rememberFailure(kept, at, `${error.code}: ${error.message}`, to);
  }
}
