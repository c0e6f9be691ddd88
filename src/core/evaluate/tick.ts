import type { ShadowDecision } from '../decision.ts';
import { EMPTY_HISTORY, type History } from '../history.ts';
import type { Observation } from '../observation.ts';
import type { Metric, Policy } from '../policy.ts';
import { burstMetric } from './burst-sample.ts';
import { type Evaluation, evaluate } from './evaluate.ts';
import { remember } from './remember.ts';

/** Stands before a shadow's metrics; no name in a policy has a dot. */
const SHADOW = 'shadow.';

/** Every metric that a tick needs: the policy's and its burst's, its response time, and its shadow's under names of their own. */
export function metricsOf({
  metrics,
  burst,
  responseTime,
  shadow,
}: Pick<Policy, 'metrics' | 'burst' | 'responseTime' | 'shadow'>): readonly Metric[] {
  const ofBurst = burstMetric({ metrics, ...(burst && { burst }) });
  const ofShadow = shadow === undefined ? [] : metricsOf(shadow);
  return [
    ...metrics,
    ...(ofBurst ? [ofBurst] : []),
    ...(responseTime ? [responseTime.metric] : []),
    ...ofShadow.map((metric) => ({ ...metric, name: SHADOW + metric.name })),
  ];
}

/**
 * One tick of a service: what is decided, and what is remembered of it. The policy's shadow decides from the same count,
 * with a memory of its own; the scalings it remembers are those that were carried out. `now` is epoch milliseconds.
 */
export function tick(
  policy: Policy,
  observation: Observation,
  { shadow: pastOfShadow, ...past }: History,
  now: number,
): Evaluation & { readonly history: History } {
  const evaluation = evaluate(policy, observation, past, now);
  const history = remember(policy, observation, past, evaluation, now);
  if (policy.shadow === undefined) return { ...evaluation, history };
  const { startUpMs, actions } = past;
  const before: History = {
    ...(pastOfShadow ?? EMPTY_HISTORY),
    actions,
    desired: observation.replicas.current,
    ...(startUpMs === undefined ? {} : { startUpMs }),
  };
  const seen = seenByShadow(observation);
  const shadowed = evaluate(policy.shadow, seen, before, now);
  const { action, from, to, reasons } = shadowed.decision;
  const shadow: ShadowDecision = { action, from, to, reasons };
  return {
    ...evaluation,
    decision: { ...evaluation.decision, shadow },
    history: { ...history, shadow: remember(policy.shadow, seen, before, shadowed, now) },
  };
}

function seenByShadow({ samples, shadowSchedules = [], ...rest }: Observation): Observation {
  const own = [...samples].filter(([name]) => name.startsWith(SHADOW));
  return {
    ...rest,
    samples: new Map(own.map(([name, sample]) => [name.slice(SHADOW.length), sample])),
    activeSchedules: shadowSchedules,
  };
}
