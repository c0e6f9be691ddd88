import { AutoscalerError } from '../core/errors.ts';
import type { StepEvent } from '../core/journal.ts';
import type { Plan } from '../core/plan.ts';
import { type ServiceRef, serviceKey } from '../core/policy.ts';
import type { Replica } from '../core/replica.ts';
import type { BalancerLink } from './balancer-link.ts';
import { carryOn } from './carry-on.ts';
import type { Dependencies } from './dependencies.ts';
import { executePlan, type PlanOutcome } from './executor.ts';

interface Acting {
  readonly plan: Plan;
  readonly abort: AbortController;
  readonly ended: Promise<unknown>;
}

/** Runs one plan of a service at a time, and reports every step to journal, metrics and log. */
export class Actor {
  readonly #ref: ServiceRef;
  readonly #deps: Dependencies;
  #acting: Acting | undefined;

  constructor(ref: ServiceRef, deps: Dependencies) {
    this.#ref = ref;
    this.#deps = deps;
  }

  /** The plan under way. */
  get plan(): Plan | undefined {
    return this.#acting?.plan;
  }

  get isInterrupted(): boolean {
    return this.#acting?.abort.signal.aborted === true;
  }

  /** Container numbers on their way out. */
  get leaving(): ReadonlySet<number> {
    if (this.plan?.direction !== 'down') return new Set();
    return new Set(this.plan.chains.flatMap((steps) => steps.map((step) => step.number)));
  }

  /** Runs a plan on `replicas`, which it keeps up to date. Never rejects. `conclude` runs before the plan counts as ended. */
  run(
    plan: Plan,
    replicas: Map<number, Replica>,
    link: BalancerLink | undefined,
    conclude: (outcome: PlanOutcome) => void,
    signal?: AbortSignal,
  ): Promise<PlanOutcome> {
    const { clock, target } = this.#deps;
    const abort = new AbortController();
    const context = { ref: this.#ref, target, clock, link, replicas };
    const stop = signal ? AbortSignal.any([abort.signal, signal]) : abort.signal;
    const ended = executePlan(plan, context, (event) => this.#report(event), stop).then((outcome) => {
      this.#acting = undefined;
      conclude(outcome);
      return outcome;
    });
    this.#acting = { plan, abort, ended };
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
    log.debug({ ...this.#ref, event: event.kind, ...step }, `${serviceKey(this.#ref)}: ${event.kind}`);
  }
}
