import { AutoscalerError } from '../core/errors.ts';
import type { StepEvent } from '../core/journal.ts';
import type { Plan } from '../core/plan.ts';
import { type ServiceRef, serviceKey } from '../core/policy.ts';
import { isRunning, type Replica } from '../core/replica.ts';
import type { BalancerLink } from './balancer-link.ts';
import { carryOn } from './carry-on.ts';
import type { Dependencies } from './dependencies.ts';
import { executePlan, type PlanOutcome } from './executor.ts';
import type { Roster } from './roster.ts';

/** A plan, and what it is for: a tick's decision, a person's request, or clearing up after a plan cut short. */
export interface Task {
  readonly plan: Plan;
  readonly purpose: 'decision' | 'request' | 'recovery';
}

interface Acting extends Task {
  readonly abort: AbortController;
  readonly ended: Promise<PlanOutcome>;
}

/** Runs one plan of a service at a time, and reports every step to journal, metrics and log. */
export class Actor {
  readonly #ref: ServiceRef;
  readonly #roster: Roster;
  readonly #deps: Dependencies;
  #acting: Acting | undefined;

  constructor(ref: ServiceRef, roster: Roster, deps: Dependencies) {
    this.#ref = ref;
    this.#roster = roster;
    this.#deps = deps;
  }

  /** What is under way. */
  get task(): Task | undefined {
    return this.#acting;
  }

  get isInterrupted(): boolean {
    return this.#acting?.abort.signal.aborted === true;
  }

  /** Runs a plan. Never rejects. `conclude` runs before the plan counts as ended. */
  run(
    task: Task,
    link: BalancerLink | undefined,
    conclude: (outcome: PlanOutcome) => void,
  ): Promise<PlanOutcome> {
    const { clock, target } = this.#deps;
    const abort = new AbortController();
    const roster = this.#roster;
    const replicas = replicasOf(task.plan, roster);
    const context = { ref: this.#ref, target, clock, link, roster, replicas, unsure: new Set<number>() };
    const work = executePlan(task.plan, context, (event) => this.#report(event), abort.signal);
    const ended = work.then((outcome) => {
      this.#acting = undefined;
      conclude(outcome);
      return outcome;
    });
    this.#acting = { ...task, abort, ended };
    return ended;
  }

  /** Asks the plan under way to end: undone where that is possible, finished where not. */
  interrupt(why: string): void {
    this.#acting?.abort.abort(new AutoscalerError('E_INTERRUPTED', why));
  }

  /** Waits until nothing is under way. */
  async ended(): Promise<void> {
    await this.#acting?.ended;
  }

  #report(event: StepEvent): void {
    const { journal, telemetry, log, clock } = this.#deps;
    carryOn(log, () => journal.recordStep(this.#ref, clock.now(), event));
    if (event.kind === 'step-done') telemetry.step(this.#ref, event.step.kind, event.ms / 1000, true);
    if (event.kind === 'step-failed') telemetry.step(this.#ref, event.step.kind, 0, false);
    const step = 'step' in event ? { step: event.step.kind, number: event.step.number } : {};
    const fields = { ...this.#ref, event: event.kind, ...step };
    if (event.kind === 'step-done' && event.note !== undefined) {
      telemetry.drainOverran(this.#ref);
      log.warn(fields, `${serviceKey(this.#ref)} replica ${event.step.number}: ${event.note}`);
    } else log.debug(fields, `${serviceKey(this.#ref)}: ${event.kind}`);
  }
}

/** The replicas a plan names, by number. While one is being recreated two share a number: then it is the running one. */
function replicasOf(plan: Plan, roster: Roster): Map<number, Replica> {
  const named = new Set(plan.chains.flatMap((steps) => steps.map((step) => step.number)));
  const replicas = roster.all.filter((replica) => named.has(replica.number));
  const runningLast = replicas.sort((a, b) => Number(isRunning(a)) - Number(isRunning(b)));
  return new Map(runningLast.map((replica) => [replica.number, replica]));
}
