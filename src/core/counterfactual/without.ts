import { evaluate } from '../evaluate/evaluate.ts';
import { type Policy, UNBOUNDED } from '../policy.ts';
import type { ReasonCode } from '../reasons.ts';
import type { Inputs } from '../situation.ts';
import { type Prospect, prospectOf } from './prospect.ts';

/** What would have come without one thing that limited the decision. */
export interface Without {
  readonly code: ReasonCode;
  /** What it would have taken, as a clause. */
  readonly what: string;
  readonly prospect: Prospect;
}

type Lift = (inputs: Inputs) => { readonly inputs: Inputs; readonly what: string };

const withoutSuspension =
  (what: string): Lift =>
  (inputs) => {
    const { suspension: _, ...observation } = inputs.observation;
    return { inputs: { ...inputs, observation }, what };
  };
const withoutSchedules: Lift = (inputs) => ({
  inputs: { ...inputs, observation: { ...inputs.observation, activeSchedules: [] } },
  what: 'without the schedule',
});
const withoutBounds: Lift = (inputs) => {
  const { own } = inputs.policy.control ?? {};
  const { control: _, ...policy } = inputs.policy;
  return { inputs: { ...inputs, policy: { ...policy, ...own } }, what: 'without the temporary bounds' };
};

/** With a max that leaves room for all that is asked for, and no more. */
const higherMax: Lift = (inputs) => {
  const { to } = decisionOf(under(inputs, { max: UNBOUNDED }));
  return { inputs: under(inputs, { max: Math.max(inputs.policy.max, to) }), what: `with a max of ${to}` };
};
const lowerMin: Lift = (inputs) => {
  const { to } = decisionOf(under(inputs, { min: 0 }));
  return { inputs: under(inputs, { min: Math.min(inputs.policy.min, to) }), what: `with a min of ${to}` };
};
const roomierHost: Lift = (inputs) => {
  const { hostReserve: _, ...policy } = inputs.policy;
  return { inputs: { ...inputs, policy }, what: 'with room on the host' };
};

const withoutBudget: Lift = (inputs) => {
  const { actionsPerHour: _, ...policy } = inputs.policy;
  return { inputs: { ...inputs, policy }, what: 'without the budget of actions' };
};

/** How each limit that is no delay and no metric is lifted. */
const LIFTS: Readonly<Partial<Record<ReasonCode, Lift>>> = {
  AT_MAX: higherMax,
  AT_MIN: lowerMin,
  ABOVE_MAX: higherMax,
  BELOW_MIN: lowerMin,
  TEMPORARY_MAX: withoutBounds,
  TEMPORARY_MIN: withoutBounds,
  SCHEDULE_CAP: withoutSchedules,
  SCHEDULE_FLOOR: withoutSchedules,
  HOST_FULL: roomierHost,
  ACTION_BUDGET_SPENT: withoutBudget,
  PAUSED: withoutSuspension('without the pause'),
  ACTION_IN_PROGRESS: withoutSuspension('with no scaling under way'),
  SETTLING: withoutSuspension('with nobody else changing the count'),
};

/** What would have come without each of the limits, where it is something else than `unchanged`. */
export function withoutLimits(
  inputs: Inputs,
  limits: readonly ReasonCode[],
  unchanged: Prospect,
  intervalMs: number,
): readonly Without[] {
  return limits.flatMap((code) => {
    const lifted = LIFTS[code]?.(inputs);
    if (lifted === undefined) return [];
    const prospect = prospectOf(lifted.inputs, intervalMs);
    return prospect.to === unchanged.to ? [] : { code, what: lifted.what, prospect };
  });
}

function under(inputs: Inputs, bounds: Partial<Pick<Policy, 'min' | 'max'>>): Inputs {
  return { ...inputs, policy: { ...inputs.policy, ...bounds } };
}

function decisionOf({ policy, observation, history, now }: Inputs) {
  return evaluate(policy, observation, history, now).decision;
}
