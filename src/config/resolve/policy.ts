import { balancerKindNamed } from '../../core/balancer-kinds.ts';
import type { BalancerRef } from '../../core/balancing.ts';
import type { HostReserve, Policy, RateLimit, Schedule } from '../../core/policy.ts';
import type { PolicyInput } from '../schema/policy.ts';
import { balancerOf } from './balancer.ts';
import { burstOf } from './burst.ts';
import { POLICY_DEFAULTS } from './defaults.ts';
import { forecastOf } from './forecast.ts';
import { defaultMetrics, metricsOf } from './metrics.ts';
import { missingDataOf } from './missing-data.ts';
import { responseTimeOf } from './response-time.ts';

/** A valid policy that does not know its project yet. */
export interface PolicyDraft {
  readonly service: string;
  /** The project it is for; absent means the only one that has such a service. */
  readonly project?: string;
  /** Whether it is evaluated beside the policy in force, and never acted on. */
  readonly isShadow: boolean;
  /** Where it stands, for faults that come later. */
  readonly at: string;
  readonly body: Omit<Policy, 'ref'>;
}

type PerDirection = { readonly upMs: number; readonly downMs: number };

function perDirection(input: PolicyInput['cooldown'], defaults: PerDirection): PerDirection {
  if (typeof input === 'number') return { upMs: input, downMs: input };
  return { upMs: input?.up ?? defaults.upMs, downMs: input?.down ?? defaults.downMs };
}

function rateLimits(
  input: readonly { step: RateLimit['step']; per: number }[] | undefined,
): readonly RateLimit[] {
  return (input ?? []).map(({ step, per }) => ({ step, periodMs: per }));
}

function schedulesOf(input: PolicyInput['schedules']): readonly Schedule[] {
  return Object.entries(input ?? {}).map(([name, { start, end, timeZone, min, max }]) => ({
    name,
    start,
    end,
    timeZone: timeZone ?? POLICY_DEFAULTS.timeZone,
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
  }));
}

function metricsFor({ metrics, schedules }: PolicyInput, balancer: BalancerRef): Policy['metrics'] {
  if (metrics !== undefined) return metricsOf(metrics);
  return schedules === undefined
    ? defaultMetrics(balancerKindNamed(balancer.kind)?.countsRequests === true)
    : [];
}

function reserveOf(input: NonNullable<PolicyInput['hostReserve']>): HostReserve {
  if (typeof input === 'number') return { cpuPercent: input, memoryPercent: input };
  return { cpuPercent: input.cpu ?? 0, memoryPercent: input.memory ?? 0 };
}

function driftOf(input: PolicyInput['drift']): Policy['drift'] {
  if (typeof input === 'string') return { increased: input, decreased: input };
  const { increased, decreased } = POLICY_DEFAULTS.drift;
  return { increased: input?.increased ?? increased, decreased: input?.decreased ?? decreased };
}

/** A policy as read, with every default filled in. `origin` is its file or container. */
export function resolvePolicy(input: PolicyInput, origin: string, at: string): PolicyDraft {
  const min = input.min ?? POLICY_DEFAULTS.min;
  const { lifecycle } = POLICY_DEFAULTS;
  const balancer = balancerOf(input.balancer, input.service);
  const metrics = metricsFor(input, balancer);
  const forecast = forecastOf(input, metrics);
  const burst = burstOf(input, metrics);
  const isMeasured = balancerKindNamed(balancer.kind)?.countsRequests === true;
  const responseTime = responseTimeOf(input, metrics, isMeasured);
  const pace = forecast === undefined ? POLICY_DEFAULTS : POLICY_DEFAULTS.withForecast;
  return {
    service: input.service,
    isShadow: input.shadow === true,
    ...(input.project !== undefined && { project: input.project }),
    at,
    body: {
      origin,
      min,
      max: input.max,
      metrics,
      missingData: missingDataOf(input.missingData, min),
      cooldown: perDirection(input.cooldown, pace.cooldown),
      stabilization: perDirection(input.stabilization, pace.stabilization),
      rateLimit: { up: rateLimits(input.rateLimit?.up), down: rateLimits(input.rateLimit?.down) },
      ...(input.actionsPerHour !== undefined && { actionsPerHour: input.actionsPerHour }),
      schedules: schedulesOf(input.schedules),
      ...(forecast !== undefined && { forecast }),
      ...(burst !== undefined && { burst }),
      ...(responseTime !== undefined && { responseTime }),
      ...(input.hostReserve !== undefined && { hostReserve: reserveOf(input.hostReserve) }),
      ...(input.costPerReplicaHour !== undefined && { price: input.costPerReplicaHour }),
      drift: driftOf(input.drift),
      balancer,
      lifecycle: {
        drainTimeoutMs: input.drain?.timeout ?? lifecycle.drainTimeoutMs,
        readyTimeoutMs: input.readyTimeout ?? lifecycle.readyTimeoutMs,
        settleMs: input.settle ?? lifecycle.settleMs,
        victim: input.victim ?? lifecycle.victim,
      },
    },
  };
}
