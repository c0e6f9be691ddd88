import { formatValue } from './format.ts';

/** What one running replica costs an hour, in a currency by its code of three letters (ISO 4217). */
export interface ReplicaPrice {
  readonly perHour: number;
  readonly currency: string;
}

/** An amount of money; amounts of two currencies are never added. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** What so many replica-hours cost. */
export function costOf({ perHour, currency }: ReplicaPrice, replicaHours: number): Money {
  return { amount: perHour * replicaHours, currency };
}

/** `2.61 EUR`, `0.0042 EUR`, `1234 EUR`. */
export function formatMoney({ amount, currency }: Money): string {
  return formatValue(amount, currency);
}
