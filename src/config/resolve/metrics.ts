import type { Metric, MetricRule, MetricSourceRef, Threshold } from '../../core/policy.ts';
import type { MetricInput, SOURCES, ThresholdInput } from '../schema/metric.ts';
import { POLICY_DEFAULTS } from './defaults.ts';

interface Source {
  readonly ref: MetricSourceRef;
  readonly unit: string;
  readonly aggregate: Metric['aggregate'];
}

const BUILT_IN: Readonly<Record<(typeof SOURCES)[number], Source>> = {
  'docker.cpu': { ref: { kind: 'docker', metric: 'cpu' }, unit: '%', aggregate: 'average' },
  'docker.memory': { ref: { kind: 'docker', metric: 'memory' }, unit: '%', aggregate: 'average' },
  'balancer.requests-per-second': {
    ref: { kind: 'balancer', metric: 'requests-per-second' },
    unit: ' req/s',
    aggregate: 'total',
  },
  'balancer.response-time': {
    ref: { kind: 'balancer', metric: 'response-time' },
    unit: ' ms',
    aggregate: 'average',
  },
  'balancer.in-flight': { ref: { kind: 'balancer', metric: 'in-flight' }, unit: '', aggregate: 'total' },
  'balancer.queue': { ref: { kind: 'balancer', metric: 'queue' }, unit: '', aggregate: 'total' },
};

function sourceOf(input: MetricInput): Source {
  if (input.source !== undefined) return BUILT_IN[input.source];
  return { ref: { kind: 'prometheus', query: input.prometheus ?? '' }, unit: '', aggregate: 'total' };
}

function thresholdOf(value: number, input: ThresholdInput): Threshold {
  return { value, forMs: input.for ?? 0, step: input.step ?? { kind: 'replicas', replicas: 1 } };
}

function ruleOf(input: MetricInput): MetricRule {
  const { target, tolerance, scaleUp, scaleDown } = input;
  if (target !== undefined)
    return {
      kind: 'target',
      target,
      tolerance: tolerance === undefined ? POLICY_DEFAULTS.tolerance : tolerance / 100,
    };
  return {
    kind: 'thresholds',
    ...(scaleUp && { up: thresholdOf(scaleUp.above, scaleUp) }),
    ...(scaleDown && { down: thresholdOf(scaleDown.below, scaleDown) }),
  };
}

/** A metric with its defaults. */
export function metricOf(name: string, input: MetricInput): Metric {
  const source = sourceOf(input);
  return {
    name,
    unit: input.unit ?? source.unit,
    source: source.ref,
    aggregate: input.aggregate ?? source.aggregate,
    maxAgeMs: input.maxAge ?? POLICY_DEFAULTS.maxAgeMs,
    rule: ruleOf(input),
  };
}

/** What a policy scales by when it names neither metrics nor schedules: the replicas' CPU. */
export const DEFAULT_METRICS: readonly Metric[] = [
  metricOf('cpu', { source: 'docker.cpu', target: POLICY_DEFAULTS.cpuTarget }),
];
