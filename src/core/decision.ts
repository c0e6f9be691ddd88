import type { Forecast } from './forecast/forecast.ts';
import type { Reason } from './reasons.ts';
import { joinReasons } from './reasons.ts';
import type { Sample } from './sample.ts';

/** What one metric asks for. */
export interface Recommendation {
  readonly metric: string;
  readonly sample: Sample;
  /** Replicas; undefined when the metric has no value, or no say because it lacks a lower threshold. */
  readonly replicas?: number;
  /** For target rules: the target, named or learned, and the value over it. */
  readonly target?: number;
  readonly ratio?: number;
  /** Whether the sample is no value. */
  readonly missing: boolean;
  readonly reason: Reason;
}

/** The outcome of one evaluation. `at` is epoch milliseconds, `from` and `to` are replicas. */
export interface Decision {
  readonly action: 'scale-up' | 'scale-down' | 'hold';
  readonly from: number;
  readonly to: number;
  readonly at: number;
  /** In the order of the stages that gave them. */
  readonly reasons: readonly Reason[];
  readonly recommendations: readonly Recommendation[];
  /** Of a policy with a forecast whose metric has a value. */
  readonly forecast?: Forecast;
  /** What the policy's shadow would have done. */
  readonly shadow?: ShadowDecision;
}

/** What a shadow policy would have done from the same count; it is never acted on. */
export type ShadowDecision = Pick<Decision, 'action' | 'from' | 'to' | 'reasons'>;

/** A decision from its numbers: the action follows from `from` and `to`. */
export function decide(
  from: number,
  to: number,
  at: number,
  reasons: readonly Reason[],
  recommendations: readonly Recommendation[] = [],
): Decision {
  const action = to > from ? 'scale-up' : to < from ? 'scale-down' : 'hold';
  return { action, from, to, at, reasons, recommendations };
}

/** The decision as one sentence, such as "held at 4: cpu is 82 % (> 70 %) but the up-cooldown ends in 12 s". */
export function describe(decision: ShadowDecision): string {
  const verb =
    decision.action === 'hold'
      ? `held at ${decision.from}`
      : `${decision.action === 'scale-up' ? 'up' : 'down'} from ${decision.from} to ${decision.to}`;
  const why = joinReasons(decision.reasons);
  return why === '' ? verb : `${verb}: ${why}`;
}
