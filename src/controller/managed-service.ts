import { type Decision, describe } from '../core/decision.ts';
import { AutoscalerError } from '../core/errors.ts';
import { backoffMs } from '../core/evaluate/backoff.ts';
import type { Evaluation } from '../core/evaluate/evaluate.ts';
import { metricsOf, tick } from '../core/evaluate/tick.ts';
import type { History } from '../core/history.ts';
import type { HostUse, Observation } from '../core/observation.ts';
import type { PlanInput } from '../core/plan.ts';
import { planScaling } from '../core/planner.ts';
import type { Policy, ServiceRef } from '../core/policy.ts';
import type { MetricRequest } from '../core/ports.ts';
import { planRecovery } from '../core/recovery.ts';
import { isRunning, type Replica, type ServiceState } from '../core/replica.ts';
import type { Sample } from '../core/sample.ts';
import { type Judgement, situationOf } from '../core/situation.ts';
import { Actor, type Task } from './actor.ts';
import { BalancerCare } from './balancer-care.ts';
import { carryOn } from './carry-on.ts';
import type { Claim } from './claim.ts';
import { decisionIfFree } from './decision-if-free.ts';
import type { Dependencies } from './dependencies.ts';
import type { PlanOutcome } from './executor.ts';
import { type Change, historyAfter, historyUnder } from './history-after.ts';
import { Roster } from './roster.ts';
import { Stillness } from './stillness.ts';
import { suspensionOf } from './suspension.ts';

/**
 * One service under control, idle or acting (docs/architecture.md, "States of a service"). Each tick settles the balancer
 * with Docker and evaluates. Acting, or claimed by a request, it starts nothing new.
 */
export class ManagedService {
  readonly ref: ServiceRef;
  #policy: Policy;
  #history: History;
  #claim: AbortController | undefined;
  /** When the last plan ended: a list of containers asked for earlier is out of date. */
  #actedAt = Number.NEGATIVE_INFINITY;
  /** When to look for a plan without an end: at first, and some time after one got stuck. */
  #recoverAt = Number.NEGATIVE_INFINITY;
  readonly #roster = new Roster();
  readonly #stillness: Stillness;
  readonly #care: BalancerCare;
  readonly #actor: Actor;
  readonly #deps: Dependencies;

  /** `hasJustCome`: the service was not there when the controller looked last. */
  constructor(policy: Policy, deps: Dependencies, hasJustCome = false) {
    this.ref = policy.ref;
    this.#policy = policy;
    this.#deps = deps;
    this.#stillness = new Stillness(hasJustCome, deps.clock.now());
    this.#care = new BalancerCare(policy, this.#roster, deps);
    this.#actor = new Actor(policy.ref, this.#roster, deps);
    this.#history = deps.journal.loadHistory(policy.ref);
  }

  get policy(): Policy {
    return this.#policy;
  }

  get history(): History {
    return this.#history;
  }

  /** Its containers, and where they stand in the plan under way. */
  get roster(): Pick<Roster, 'all' | 'transit'> {
    return this.#roster;
  }

  /** Replicas that run and are meant to stay. */
  get staying(): readonly Replica[] {
    return this.#roster.staying;
  }

  /** Whether a plan is under way or a request holds the service. */
  get isBusy(): boolean {
    return this.#actor.task !== undefined || this.#claim !== undefined;
  }

  get ready(): number {
    return this.staying.filter((r) => r.state === 'ready').length;
  }

  /** What the balancer last said, and what keeps it from agreeing with Docker, if anything. */
  get balancer(): Pick<BalancerCare, 'fault' | 'view'> {
    return this.#care;
  }

  get task(): Task | undefined {
    return this.#actor.task;
  }

  /** Takes over an edited policy, once nothing is under way. */
  adoptPolicy(policy: Policy): void {
    if (this.isBusy) return;
    this.#history = historyUnder(policy, this.#policy, this.#history);
    this.#policy = policy;
    this.#care.configure(policy);
  }

  /** Takes over what was learned from the past. */
  adoptLearned(learned: Pick<History, 'forecast' | 'targets'>): void {
    this.#history = { ...this.#history, ...learned };
  }

  /** Takes over what Docker says, unless the list is out of date; `listedAt` is when it was asked for. */
  observe(state: ServiceState, listedAt: number): void {
    if (listedAt <= this.#actedAt) return;
    this.#roster.observe(state.replicas);
  }

  /** Makes the balancer agree with Docker. Never rejects. */
  settleBalancer(): Promise<void> {
    return this.#care.settle();
  }

  metricRequests(): readonly MetricRequest[] {
    const replicaIds = this.staying.map((r) => r.id);
    const { balancer } = this.#policy;
    return metricsOf(this.#policy).map((metric) => ({ ref: this.ref, metric, balancer, replicaIds }));
  }

  /** Decides, and remembers what the decision rests on. `now` is epoch milliseconds. */
  decide(samples: ReadonlyMap<string, Sample>, host: HostUse | undefined, now: number): Judgement {
    const observation = this.#observation(samples, host, now);
    const situation = situationOf(this.#policy, observation, this.#history);
    const evaluation = tick(this.#policy, observation, this.#history, now);
    this.#history = evaluation.history;
    this.#reconsider(observation, evaluation, now);
    return { decision: evaluation.decision, situation };
  }

  /** Carries a decision out in the background; nothing to do for a hold. */
  act(decision: Decision): void {
    if (decision.action === 'hold' || this.isBusy) return;
    const { from, to } = decision;
    const plan = planScaling(from, to, this.#planInput(false));
    if (plan) void this.#run({ plan, purpose: 'decision' }, { from });
  }

  /** Takes the service for a request; a request that has it loses it. Until it is released no tick starts anything. */
  claim(why: string): Claim {
    this.#claim?.abort(new AutoscalerError('E_INTERRUPTED', why));
    const own = new AbortController();
    this.#claim = own;
    const release = () => {
      if (this.#claim === own) this.#claim = undefined;
    };
    return { taken: own.signal, release };
  }

  /** Scales to a count somebody asked for, all or nothing, and waits until it is done; for whoever holds the claim. */
  async scaleTo(replicas: number): Promise<PlanOutcome> {
    const from = this.staying.length;
    const { min, max } = this.#policy;
    const change = { from, ...(replicas < min || replicas > max ? { override: replicas } : {}) };
    const plan = planScaling(from, replicas, this.#planInput(true));
    if (plan) return this.#run({ plan, purpose: 'request' }, change);
    const outcome = { kind: 'done', to: replicas, isStuck: false } as const;
    this.#conclude(change, outcome);
    return outcome;
  }

  /** Whether exactly this many replicas run, all healthy, and the balancer sends requests to each of them. */
  isConverged(replicas: number): boolean {
    const { staying } = this;
    const isServing = (r: Replica) => r.state === 'ready' && this.#care.isInRotation(r.id);
    return this.#actor.task === undefined && staying.length === replicas && staying.every(isServing);
  }

  /** Waits until nothing is under way. */
  ended(): Promise<void> {
    return this.#actor.ended();
  }

  /** Ends what is under way: undone where that is possible, finished where not. */
  interrupt(why: string): Promise<void> {
    this.#actor.interrupt(why);
    return this.#actor.ended();
  }

  /** Each tick: begins to clear up after a plan without an end, when there is one and it is time. */
  recover(): void {
    if (this.isBusy || this.#deps.clock.now() < this.#recoverAt) return;
    void this.recoverNow();
  }

  /** Clears up after a plan that has no end, if there is one: the controller was killed, or the plan got stuck. */
  recoverNow(): Promise<PlanOutcome> | undefined {
    const { journal, clock, log } = this.#deps;
    const open = journal.openPlan(this.ref);
    if (open) {
      const { from, to } = open.plan;
      log.warn({ ...this.ref }, `a scaling from ${from} to ${to} has no end; clearing up`);
      this.#roster.putAllBack();
      const end = { kind: 'plan-ended', outcome: 'interrupted', to: this.staying.length, ms: 0 } as const;
      journal.recordStep(this.ref, clock.now(), end);
    }
    this.#recoverAt = Number.POSITIVE_INFINITY;
    if (open === undefined) return undefined;
    const { from } = open.plan;
    const plan = planRecovery(open.plan, open.done, this.#planInput(false));
    if (plan) return this.#run({ plan, purpose: 'recovery' }, { from });
    this.#conclude({ from }, { kind: 'interrupted', to: this.staying.length, isStuck: false });
    return undefined;
  }

  #planInput(atomic: boolean): PlanInput {
    const replicas = this.#roster.all;
    const leaving = replicas.filter((r) => this.#roster.transit.has(r.id) || this.#isPassedOver(r));
    return {
      policy: this.#policy,
      replicas,
      inFlight: this.#care.inFlight,
      leaving: new Set(leaving.map((r) => r.number)),
      atomic,
    };
  }

  /** After a failure the next attempt makes new replicas only: the fault may be in a stopped one, which it would start. */
  #isPassedOver(replica: Replica): boolean {
    const attempts = this.#history.failures?.count ?? 0;
    return attempts % 2 === 1 && !isRunning(replica);
  }

  #observation(samples: ReadonlyMap<string, Sample>, host: HostUse | undefined, now: number): Observation {
    this.#look(now);
    const current = this.staying.length;
    const suspension = suspensionOf({
      task: this.#actor.task,
      isClaimed: this.#claim !== undefined,
      isStuck: Number.isFinite(this.#recoverAt),
      pause: this.#policy.control?.pause,
      now,
      replicas: this.#roster.all,
      isDisturbed: this.#stillness.isDisturbed(now),
      hasDrifted: current !== this.#history.desired,
    });
    return {
      replicas: { current, ready: this.ready },
      samples,
      activeSchedules: this.#deps.schedules.active(this.#policy.schedules, now),
      shadowSchedules: this.#deps.schedules.active(this.#policy.shadow?.schedules ?? [], now),
      ...(host ? { host } : {}),
      ...(suspension ? { suspension } : {}),
    };
  }

  #look(now: number): void {
    this.#stillness.see(this.#roster.all, (id) => this.#roster.isTouched(id), now);
  }

  /** Whether what a decision began is still wanted: not when the load rose again, nor in a service being stopped. */
  #reconsider(observation: Observation, evaluation: Evaluation, now: number): void {
    const { task, isInterrupted } = this.#actor;
    if (task?.purpose !== 'decision' || isInterrupted) return;
    if (task.plan.direction === 'down') this.#takeBackIfNeeded(observation, evaluation, now);
    else if (task.plan.from > 0 && this.#roster.isOtherwiseStopped) {
      this.#deps.log.info({ ...this.ref }, 'the service is being stopped: taking back the new replicas');
      this.#actor.interrupt('the service is being stopped');
    }
  }

  /** More load while replicas drain: the scale-down is undone instead of starting others beside it. */
  #takeBackIfNeeded(observation: Observation, { recommended }: Evaluation, now: number): void {
    if (recommended <= observation.replicas.current) return;
    const decision = decisionIfFree(this.#policy, observation, this.#history, now);
    if (decision.action !== 'scale-up') return;
    this.#deps.log.info({ ...this.ref }, `taking back draining replicas: ${describe(decision)}`);
    this.#actor.interrupt('the load rose again');
  }

  #run(task: Task, change: Change): Promise<PlanOutcome> {
    const beganAt = this.#deps.clock.now();
    const conclude = (outcome: PlanOutcome) => {
      const now = this.#deps.clock.now();
      this.#actedAt = now;
      this.#look(now);
      this.#roster.endTransit();
      this.#conclude({ ...change, tookMs: now - beganAt }, outcome);
    };
    return this.#actor.run(task, this.#care.link, conclude);
  }

  #conclude(change: Change, outcome: PlanOutcome): void {
    const { clock, journal, log, telemetry } = this.#deps;
    this.#history = historyAfter(this.#history, change, outcome, clock.now());
    const { failures } = this.#history;
    if (outcome.isStuck && failures) this.#recoverAt = failures.lastAt + backoffMs(failures);
    carryOn(log, () => journal.saveHistories([{ ref: this.ref, history: this.#history }]));
    if (outcome.error === undefined) return;
    telemetry.failure(this.ref, outcome.error);
    log.error({ ...this.ref, err: outcome.error }, outcome.error.message);
  }
}
