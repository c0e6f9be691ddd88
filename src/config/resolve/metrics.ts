import type { Metric, MetricRule, MetricSourceRef, Threshold } from '../../core/policy.ts';
import { withWindow } from '../query-window.ts';
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
  const query = withWindow(input.prometheus ?? '', input.window ?? POLICY_DEFAULTS.windowMs);
  return { ref: { kind: 'prometheus', query }, unit: '', aggregate: 'total' };
}

function thresholdOf(value: number, input: ThresholdInput, steps: Threshold['steps'] = []): Threshold {
  return {
    value,
    forMs: input.for ?? 0,
    step: input.step ?? { kind: 'replicas', replicas: 1 },
    ...(steps.length > 0 && { steps }),
  };
}

function ruleOf(input: MetricInput, learnedBy: string): MetricRule {
  const { target, scaleUp, scaleDown } = input;
  const tolerance = input.tolerance === undefined ? POLICY_DEFAULTS.tolerance : input.tolerance / 100;
  if (target === 'auto') return { kind: 'learned', by: learnedBy, tolerance };
  if (target !== undefined) return { kind: 'target', target, tolerance };
  return {
    kind: 'thresholds',
    ...(scaleUp && {
      up: thresholdOf(
        scaleUp.above,
        scaleUp,
        scaleUp.steps?.map(({ above, step }) => ({ value: above, step })),
      ),
    }),
    ...(scaleDown && {
      down: thresholdOf(
        scaleDown.below,
        scaleDown,
        scaleDown.steps?.map(({ below, step }) => ({ value: below, step })),
      ),
    }),
  };
}

/** A metric with its defaults; `learnedBy` names the metric that tells its target where that is `auto`. */
function metricOf(name: string, input: MetricInput, learnedBy: string): Metric {
  const source = sourceOf(input);
  return {
    name,
    unit: input.unit ?? source.unit,
    source: source.ref,
    aggregate: input.aggregate ?? source.aggregate,
    maxAgeMs: input.maxAge ?? POLICY_DEFAULTS.maxAgeMs,
    rule: ruleOf(input, learnedBy),
  };
}

/** Metrics with their defaults. */
export function metricsOf(inputs: Readonly<Record<string, MetricInput>>): readonly Metric[] {
  const learnedBy = Object.keys(inputs).find((name) => tellsTarget(inputs[name]));
  return Object.entries(inputs).map(([name, input]) => metricOf(name, input, learnedBy ?? ''));
}

/** Whether a metric's own target tells what others' is: a mean over the replicas with a target that is named. */
function tellsTarget(input: MetricInput | undefined): boolean {
  if (input === undefined || typeof input.target !== 'number') return false;
  return (input.aggregate ?? sourceOf(input).aggregate) === 'average';
}

/**
 * What a policy scales by when it names neither metrics nor schedules: the replicas' CPU; and where the balancer counts
 * them the requests, which CPU tells the target of: they go on rising when CPU is at its end.
 */
export function defaultMetrics(countsRequests: boolean): readonly Metric[] {
  const cpu = { source: 'docker.cpu', target: POLICY_DEFAULTS.cpuTarget } as const;
  const requests = { source: 'balancer.requests-per-second', target: 'auto' } as const;
  return metricsOf(countsRequests ? { cpu, requests } : { cpu });
}
