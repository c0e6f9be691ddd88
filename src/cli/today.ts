import { choosePolicy } from '../config/policy-choice.ts';
import { AutoscalerError } from '../core/errors.ts';
import type { Policy } from '../core/policy.ts';
import type { ScheduleReader } from '../core/ports.ts';
import type { Autoscaler } from '../simulation/autoscaler.ts';
import { fixed } from '../simulation/fixed.ts';
import type { DeclaredRoles } from '../simulation/metric-roles.ts';
import type { PlantOptions } from '../simulation/plant-options.ts';
import { PolicyAutoscaler } from '../simulation/policy-autoscaler.ts';

/** The name of what scales today among the results. */
export const TODAY = 'today';

/** What scales the service today. */
interface Today {
  readonly autoscaler: Autoscaler;
  /** Undefined for a fixed count. */
  readonly policy?: Policy;
}

/** Today's policy, or its fixed count. Throws what a faulty policy file throws. */
export async function todayOf(
  options: {
    readonly today: string | undefined;
    readonly service: string | undefined;
    readonly metrics: DeclaredRoles;
  },
  schedules: ScheduleReader,
  plant: PlantOptions,
): Promise<Today | undefined> {
  const { today, service, metrics } = options;
  if (today === undefined) return undefined;
  if (/^[1-9]\d{0,4}$/.test(today)) return { autoscaler: fixed(TODAY, Number(today)) };
  const policy = await choosePolicy(today, service);
  const roles = rolesOf(metrics, policy);
  return { autoscaler: new PolicyAutoscaler(policy, roles, schedules, plant, TODAY), policy };
}

/** What was declared of the metrics that this policy has. */
export function rolesOf(declared: DeclaredRoles, { metrics }: Policy): DeclaredRoles {
  const known = new Set(metrics.map(({ name }) => name));
  return new Map([...declared].filter(([name]) => known.has(name)));
}

/** Throws `E_CONFIG` for a declared metric that no policy has. */
export function checkRoles(declared: DeclaredRoles, policies: readonly Policy[]): void {
  const known = new Set(policies.flatMap(({ metrics }) => metrics.map(({ name }) => name)));
  const origin = policies.map((policy) => policy.origin).join(', ');
  for (const name of declared.keys())
    if (!known.has(name))
      throw new AutoscalerError('E_CONFIG', `${origin}: the policy has no metric "${name}"`, {
        fix: `It has ${[...known].join(', ')}.`,
      });
}
