import type { Decision } from '../core/decision.ts';
import { type Policy, type ServiceRef, serviceKey } from '../core/policy.ts';
import type { Telemetry } from '../core/ports.ts';

/** The last decision of a service, and since when the same has been decided, epoch milliseconds. */
export interface Decided {
  readonly decision: Decision;
  readonly since: number;
}

/** Remembers each service's last decision, and counts ticks. */
export class LatestDecisions implements Partial<Telemetry> {
  readonly #decided = new Map<string, Decided & { readonly signature: string }>();
  ticks = 0;

  of(ref: ServiceRef): Decided | undefined {
    return this.#decided.get(serviceKey(ref));
  }

  decision({ ref }: Policy, decision: Decision): void {
    const { action, from, to, reasons, at } = decision;
    const signature = `${action} ${from} ${to} ${reasons.map(({ code }) => code).join(' ')}`;
    const before = this.#decided.get(serviceKey(ref));
    const since = before?.signature === signature ? before.since : at;
    this.#decided.set(serviceKey(ref), { decision, since, signature });
  }

  tick(): void {
    this.ticks += 1;
  }

  retain(refs: readonly ServiceRef[]): void {
    const kept = new Set(refs.map(serviceKey));
    for (const key of this.#decided.keys()) if (!kept.has(key)) this.#decided.delete(key);
  }
}
