import { recommend } from '../../src/core/evaluate/recommend.ts';
import type { Proposal, Stage, StageContext } from '../../src/core/evaluate/stage.ts';
import type { Reason } from '../../src/core/reasons.ts';
import { history, observation, policy, T0 } from './builders.ts';

/** What a stage sees: an idle service of four replicas at T0, with what is told. */
export function stageContext(overrides: Partial<StageContext> = {}): StageContext {
  const context = {
    policy: policy(),
    observation: observation(4),
    history: history(),
    now: T0,
    ...overrides,
  };
  const recommendations = recommend(context.policy, context.observation, context.history, context.now);
  return { recommendations, ...context };
}

/** What one stage makes of a wanted count: the count, and the reasons it added as `CODE: message`. */
export function through(
  stage: Stage,
  wanted: number,
  overrides: Partial<StageContext> = {},
): readonly [number, ...string[]] {
  const before: Proposal = { replicas: wanted, reasons: [] };
  const after = stage(before, stageContext(overrides));
  return [after.replicas, ...after.reasons.map(written)];
}

/** A reason as `CODE: message`. */
export function written({ code, message }: Reason): string {
  return `${code}: ${message}`;
}
