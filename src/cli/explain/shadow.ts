import { type Decision, describe } from '../../core/decision.ts';
import { formatReplicas } from '../../core/format.ts';

/** What the policy's shadow would have done, beside what was done. */
export function shadowText({ to, shadow }: Decision): string {
  if (shadow === undefined) return 'none; a policy file with "shadow: true" for this service adds one';
  const same = shadow.to === to ? 'the same' : `${formatReplicas(shadow.to)} instead of ${to}`;
  return `${same}; its decision: ${describe(shadow)}`;
}
