import { type Decision, describe } from '../../src/core/decision.ts';
import { evaluate } from '../../src/core/evaluate/evaluate.ts';
import { remember, rememberAction } from '../../src/core/evaluate/remember.ts';
import { EMPTY_HISTORY, type History } from '../../src/core/history.ts';
import type { Policy } from '../../src/core/policy.ts';
import type { Sample } from '../../src/core/sample.ts';
import { observation, T0 } from './builders.ts';

/** A service on virtual time whose replicas come and go at once when they are decided. */
export class VirtualService {
  readonly #policy: Policy;
  readonly #isRestarted: boolean;
  history: History = EMPTY_HISTORY;
  current: number;

  /** With `isRestarted` the history goes through JSON before every tick, as it does when the controller restarts. */
  constructor(policy: Policy, current: number, { isRestarted = false } = {}) {
    this.#policy = policy;
    this.current = current;
    this.#isRestarted = isRestarted;
  }

  /** One tick, `seconds` after the start. */
  tick(
    seconds: number,
    samples: Readonly<Record<string, number | Sample>>,
    overrides: Parameters<typeof observation>[2] = {},
  ): Decision {
    const now = T0 + seconds * 1000;
    const seen = observation(this.current, samples, overrides);
    const before: History = this.#isRestarted ? JSON.parse(JSON.stringify(this.history)) : this.history;
    const evaluation = evaluate(this.#policy, seen, before, now);
    this.history = remember(this.#policy, seen, before, evaluation, now);
    const { from, to } = evaluation.decision;
    if (to !== from) this.history = rememberAction(this.history, { at: now, from, to });
    this.current = to;
    return evaluation.decision;
  }

  /** One tick, as its sentence. */
  say(...args: Parameters<VirtualService['tick']>): string {
    return describe(this.tick(...args));
  }
}
