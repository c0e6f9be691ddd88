import type { Decision } from '../core/decision.ts';
import { evaluate } from '../core/evaluate/evaluate.ts';
import { remember, rememberAction } from '../core/evaluate/remember.ts';
import { EMPTY_HISTORY, type History } from '../core/history.ts';
import type { Observation } from '../core/observation.ts';
import type { Policy } from '../core/policy.ts';
import type { ScheduleReader } from '../core/ports.ts';
import type { Sample } from '../core/sample.ts';
import type { Autoscaler, View } from './autoscaler.ts';
import { type DeclaredRoles, type Reading, readingsOf } from './metric-roles.ts';
import type { PlantOptions } from './plant-options.ts';

/** A scale-up whose replicas do not serve yet. `readyAt` is epoch milliseconds. */
interface PendingScaleUp {
  readonly from: number;
  readonly to: number;
  readonly readyAt: number;
}

/**
 * A policy as the controller runs it: the same `evaluate` on what the plant measures. As in the controller, nothing else
 * is begun until a scale-up's replicas serve, and cooldowns count from then.
 */
export class PolicyAutoscaler implements Autoscaler {
  readonly name: string;
  readonly intervalSeconds: number;
  readonly min: number;
  readonly max: number;
  readonly #policy: Policy;
  readonly #schedules: ScheduleReader;
  readonly #startUpMs: number;
  readonly #readings: ReadonlyMap<string, Reading>;
  #history: History = EMPTY_HISTORY;
  #pending: PendingScaleUp | undefined;
  #decision: Decision | undefined;

  /** Throws `E_CONFIG` when a metric of the policy cannot be simulated. */
  constructor(
    policy: Policy,
    declared: DeclaredRoles,
    schedules: ScheduleReader,
    options: PlantOptions,
    name = 'policy',
  ) {
    this.name = name;
    this.#policy = policy;
    this.min = policy.min;
    this.max = policy.max;
    this.#schedules = schedules;
    this.intervalSeconds = options.controlSeconds;
    this.#startUpMs = options.startUpSeconds * 1000;
    this.#readings = readingsOf(policy, declared, options.controlSeconds);
  }

  decide(view: View): number {
    const { now } = view;
    this.#conclude(now);
    const observation = this.#observe(view);
    const evaluation = evaluate(this.#policy, observation, this.#history, now);
    this.#history = remember(this.#policy, observation, this.#history, evaluation, now);
    this.#decision = evaluation.decision;
    const { action, from, to } = evaluation.decision;
    if (action === 'scale-up') this.#pending = { from, to, readyAt: now + this.#startUpMs };
    if (action === 'scale-down') this.#history = rememberAction(this.#history, { at: now, from, to });
    return to;
  }

  /** The last decision; undefined before the first. */
  get decision(): Decision | undefined {
    return this.#decision;
  }

  #conclude(now: number): void {
    if (this.#pending === undefined || now < this.#pending.readyAt) return;
    const { from, to, readyAt } = this.#pending;
    this.#history = rememberAction(this.#history, { at: readyAt, from, to }, { startUpMs: this.#startUpMs });
    this.#pending = undefined;
  }

  #observe(view: View): Observation {
    const { now, current, ready } = view;
    const samples = new Map<string, Sample>();
    for (const [name, read] of this.#readings) {
      const value = read(view);
      samples.set(name, value === undefined ? { kind: 'empty' } : { kind: 'value', value, at: now });
    }
    return {
      replicas: { current, ready },
      samples,
      activeSchedules: this.#schedules.active(this.#policy.schedules, now),
      ...(this.#pending && {
        suspension: { code: 'ACTION_IN_PROGRESS', message: 'new replicas are starting' },
      }),
    };
  }
}
