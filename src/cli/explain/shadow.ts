import { type Decision, describe } from '../../core/decision.ts';
import { formatReplicas } from '../../core/format.ts';
import type { Policy } from '../../core/policy.ts';
import { costOf, formatMoney, type ReplicaPrice } from '../../core/price.ts';

/** What the policy's shadow would have done, beside what was done. */
export function shadowText({ to, shadow }: Decision, { price }: Policy): string {
  if (shadow === undefined) return 'none; a policy file with "shadow: true" for this service adds one';
  const other = `${formatReplicas(shadow.to)} instead of ${to}${differenceText(shadow.to - to, price)}`;
  return `${shadow.to === to ? 'the same' : other}; its decision: ${describe(shadow)}`;
}

/** What so many replicas more, or fewer, cost or save; empty without a price. */
export function differenceText(replicas: number, price: ReplicaPrice | undefined): string {
  if (price === undefined || replicas === 0) return '';
  const money = formatMoney(costOf(price, Math.abs(replicas)));
  return `, which ${replicas < 0 ? 'saves' : 'costs'} ${money} an hour`;
}
