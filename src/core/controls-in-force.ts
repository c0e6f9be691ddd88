import type { ManualControl } from './manual-control.ts';
import type { Policy, ServiceRef } from './policy.ts';

/** A service with what people asked for over its policy. */
export interface ControlledService {
  readonly ref: ServiceRef;
  readonly control: ManualControl;
}

/** What of a control has not ended at `now`, epoch milliseconds. */
export function controlInForce({ pause, bounds }: ManualControl, now: number): ManualControl {
  return {
    ...(pause && (pause.until === undefined || pause.until > now) ? { pause } : {}),
    ...(bounds && bounds.until > now ? { bounds } : {}),
  };
}

/** The policy as it is without what people asked for. */
export function withoutControl(policy: Policy): Policy {
  const { control, ...rest } = policy;
  return control === undefined ? policy : { ...rest, ...control.own };
}

/** The policy as a control in force leaves it: its bounds where it sets some, and whether it is paused. */
export function underControl(policy: Policy, control: ManualControl): Policy {
  const { bounds, pause } = control;
  if (bounds === undefined && pause === undefined) return policy;
  const own = { min: policy.min, max: policy.max };
  // Where the policy's other bound would cross the one that somebody asked for, it gives way.
  const min = bounds?.min ?? Math.min(own.min, bounds?.max ?? own.min);
  const max = bounds?.max ?? Math.max(own.max, min);
  return { ...policy, min, max, control: { ...control, own } };
}
