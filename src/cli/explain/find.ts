import { Controller } from '../../controller/controller.ts';
import { findService } from '../../controller/scale-service.ts';
import { type Counterfactual, counterfactualOf } from '../../core/counterfactual/counterfactual.ts';
import type { Decision } from '../../core/decision.ts';
import { AutoscalerError } from '../../core/errors.ts';
import { type Policy, serviceKey } from '../../core/policy.ts';
import type { ServiceState } from '../../core/replica.ts';
import { inputsOf, type Situation } from '../../core/situation.ts';
import { type Moment, momentAt } from '../moment-option.ts';
import type { Runtime } from '../runtime.ts';

const DEADLINE_MS = 10_000;

/** A decision, and what would have to change for another one. */
export interface Explained {
  readonly policy: Policy;
  readonly decision: Decision;
  /** Undefined when it was decided just now, for this answer only. Epoch milliseconds. */
  readonly journalled?: { readonly lastAt: number; readonly ticks: number };
  /** Or why it cannot be told. */
  readonly counterfactual: Counterfactual | string;
}

/** Which decision is meant. */
export interface DecisionQuestion {
  readonly service: string;
  readonly project: string | undefined;
  /** The decision in force then; the last one without it. */
  readonly at: Moment | undefined;
}

/** The decision in question; where no controller has decided yet, what it would decide now. */
export async function findDecision(runtime: Runtime, question: DecisionQuestion): Promise<Explained> {
  const { deps, policies, intervalMs } = runtime;
  const { journal, clock } = deps;
  const states = await deps.target.list(AbortSignal.timeout(DEADLINE_MS));
  const set = await policies.read(states);
  const policy = policyOf(question, set.policies, states);
  const { ref } = policy ?? findService(states, question.service, question.project);
  if (policy === undefined)
    throw new AutoscalerError('E_SERVICE_UNKNOWN', `no policy covers ${serviceKey(ref)}`, {
      fix: 'Write a policy file for it, or label the service with autoscaler.enable=true.',
    });
  const forecast = journal.loadHistory(ref).forecast;
  const explain = (decision: Decision, situation: Situation | undefined, now: number) => {
    if (situation === undefined) return 'what it rested on was not noted';
    const inputs = inputsOf(policy, decision, situation, forecast, now);
    if (inputs === undefined) return 'the policy was edited since';
    return counterfactualOf(decision, inputs, intervalMs) ?? 'the forecast has learned since';
  };

  const until = question.at === undefined ? undefined : momentAt(question.at, clock.now());
  const [found] =
    until === undefined ? [journal.lastDecision(ref)] : journal.decisions({ ref, until, limit: 1 });
  if (found) {
    const { decision, lastAt, ticks, id } = found;
    const counterfactual = explain(decision, journal.situation(id), lastAt);
    return { policy, decision, journalled: { lastAt, ticks }, counterfactual };
  }
  if (until !== undefined)
    throw new AutoscalerError('E_CONFIG', `nothing is known of ${serviceKey(ref)} at that time`, {
      at: '--at',
      fix: `See what is known with autoscaler history ${ref.service}.`,
    });
  const results = await new Controller(deps, policies, { intervalMs, isDryRun: true }).tick();
  const result = results.find((r) => serviceKey(r.service.ref) === serviceKey(ref));
  if (result === undefined)
    throw new AutoscalerError('E_SERVICE_UNKNOWN', `${serviceKey(ref)} is not there any more`);
  const { decision, situation } = result;
  return { policy, decision, counterfactual: explain(decision, situation, decision.at) };
}

/** The one policy of a service of that name that is there; a service of another project without a policy is not meant. */
function policyOf(
  { service, project }: DecisionQuestion,
  policies: readonly Policy[],
  states: readonly ServiceState[],
): Policy | undefined {
  const there = new Set(states.map(({ ref }) => serviceKey(ref)));
  const [first, ...others] = policies.filter(
    ({ ref }) =>
      ref.service === service && (project ?? ref.project) === ref.project && there.has(serviceKey(ref)),
  );
  return others.length === 0 ? first : undefined;
}
