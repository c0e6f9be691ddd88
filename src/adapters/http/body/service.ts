import type { z } from 'zod';
import type { ReplicaView, ServiceView } from '../../../core/operations.ts';
import type { Metric, MetricRule, Threshold } from '../../../core/policy.ts';
import type { serviceSchema } from '../schema/service.ts';
import { lastDecisionBody, recommendationBody } from './decision.ts';
import { iso, isoOrNull } from './time.ts';

type ServiceBody = z.output<typeof serviceSchema>;

/** A service as the API tells it. */
export function serviceBody(view: ServiceView): ServiceBody {
  const { policy, bounds, current, ready, task, decided, failures } = view;
  const { min, max, minBy = null, maxBy = null } = bounds;
  return {
    project: policy.ref.project,
    service: policy.ref.service,
    origin: policy.origin,
    replicas: { current, ready, desired: task?.to ?? decided?.decision.to ?? current, min, max },
    bounds: { min, max, minBy, maxBy, policy: policy.control?.own ?? { min: policy.min, max: policy.max } },
    temporaryBounds: temporaryBounds(view),
    paused: pausedBody(view),
    action: task ?? null,
    balancer: balancerBody(view),
    members: view.replicas.map(replicaBody),
    metrics: policy.metrics.map((metric) => metricBody(metric, view)),
    forecast: forecastBody(view),
    shadow: shadowBody(view),
    price: policy.price ?? null,
    lastDecision: decided ? lastDecisionBody(decided) : null,
    failures: failures ? { ...failures, lastAt: iso(failures.lastAt) } : null,
  };
}

function temporaryBounds({ policy }: ServiceView): ServiceBody['temporaryBounds'] {
  const bounds = policy.control?.bounds;
  if (bounds === undefined) return null;
  const { min = null, max = null, since, until, by } = bounds;
  return { min, max, since: iso(since), until: iso(until), by };
}

function pausedBody({ policy }: ServiceView): ServiceBody['paused'] {
  const pause = policy.control?.pause;
  return pause ? { since: iso(pause.since), until: isoOrNull(pause.until), by: pause.by } : null;
}

function balancerBody({ policy, replicas, balancerFault }: ServiceView): ServiceBody['balancer'] {
  const { kind } = policy.balancer;
  const inRotation = kind === 'none' ? null : replicas.filter((r) => r.entry?.state === 'active').length;
  return { kind, inRotation, fault: balancerFault ?? null };
}

function forecastBody({ decided }: ServiceView): ServiceBody['forecast'] {
  const forecast = decided?.decision.forecast;
  if (forecast === undefined) return null;
  const { horizonMs, metric, demand, bound, trust, servedShare } = forecast;
  return { metric, demand, bound, trust, servedShare, horizonSeconds: horizonMs / 1000 };
}

function shadowBody({ policy }: ServiceView): ServiceBody['shadow'] {
  if (policy.shadow === undefined) return null;
  const { origin, min, max } = policy.shadow;
  return { origin, min, max };
}

function replicaBody({ replica, transit, entry }: ReplicaView): ServiceBody['members'][number] {
  const { id, name, number, state, createdAt, addresses } = replica;
  return {
    id,
    name,
    number,
    state,
    transit: transit ?? null,
    createdAt: iso(createdAt),
    addresses: addresses.map(({ network, ipv4, ipv6 }) => ({
      network,
      ipv4: ipv4 ?? null,
      ipv6: ipv6 ?? null,
    })),
    balancer: entry
      ? { address: entry.address, port: entry.port, state: entry.state, inFlight: entry.inFlight }
      : null,
  };
}

function metricBody(metric: Metric, { decided }: ServiceView): ServiceBody['metrics'][number] {
  const { name, unit, aggregate, rule } = metric;
  const last = decided?.decision.recommendations.find((r) => r.metric === name);
  return {
    name,
    unit,
    aggregate,
    rule: ruleBody(rule, last?.target),
    last: last ? recommendationBody(last) : null,
  };
}

/** A target that is still being learned is no line to compare with: thresholds without either side. */
function ruleBody(
  rule: MetricRule,
  learnedTarget: number | undefined,
): ServiceBody['metrics'][number]['rule'] {
  const threshold = (side: Threshold | undefined) => (side ? { value: side.value, forMs: side.forMs } : null);
  switch (rule.kind) {
    case 'target':
      return rule;
    case 'thresholds':
      return { kind: 'thresholds', up: threshold(rule.up), down: threshold(rule.down) };
    case 'learned':
      return learnedTarget === undefined
        ? { kind: 'thresholds', up: null, down: null }
        : { kind: 'target', target: learnedTarget, tolerance: rule.tolerance };
  }
}
