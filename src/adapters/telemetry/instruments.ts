import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { METRICS, type MetricDefinition } from './metrics.ts';

type Of<T extends MetricDefinition['type']> = MetricDefinition & { readonly type: T };

/** The metrics of the table, registered, each with its type. */
export type Instruments = ReturnType<typeof register>;

/** Registers every metric of the table. */
export function register(registry: Registry) {
  const common = ({ name, help, labels }: MetricDefinition) => ({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
  });
  const counter = (definition: Of<'counter'>) => new Counter<string>(common(definition));
  const gauge = (definition: Of<'gauge'>) => new Gauge<string>(common(definition));
  const histogram = (definition: Of<'histogram'> & { readonly buckets: readonly number[] }) =>
    new Histogram<string>({ ...common(definition), buckets: [...definition.buckets] });
  return {
    ticks: counter(METRICS.ticks),
    tickDuration: histogram(METRICS.tickDuration),
    lastTick: gauge(METRICS.lastTick),
    services: gauge(METRICS.services),
    policies: gauge(METRICS.policies),
    policyFaults: gauge(METRICS.policyFaults),
    replicasCurrent: gauge(METRICS.replicasCurrent),
    replicasReady: gauge(METRICS.replicasReady),
    replicasDesired: gauge(METRICS.replicasDesired),
    replicasMin: gauge(METRICS.replicasMin),
    replicasMax: gauge(METRICS.replicasMax),
    replicaSeconds: counter(METRICS.replicaSeconds),
    replicaCost: counter(METRICS.replicaCost),
    shadowDesired: gauge(METRICS.shadowDesired),
    forecastDemand: gauge(METRICS.forecastDemand),
    forecastBound: gauge(METRICS.forecastBound),
    forecastTrusted: gauge(METRICS.forecastTrusted),
    forecastServed: gauge(METRICS.forecastServed),
    decisions: counter(METRICS.decisions),
    sampleValue: gauge(METRICS.sampleValue),
    samplesMissing: counter(METRICS.samplesMissing),
    steps: counter(METRICS.steps),
    stepDuration: histogram(METRICS.stepDuration),
    drainDuration: histogram(METRICS.drainDuration),
    drainOverruns: counter(METRICS.drainOverruns),
    notifications: counter(METRICS.notifications),
    failures: counter(METRICS.failures),
    containerCpu: gauge(METRICS.containerCpu),
    containerMemory: gauge(METRICS.containerMemory),
    containerMemoryLimit: gauge(METRICS.containerMemoryLimit),
    serviceCpu: gauge(METRICS.serviceCpu),
    serviceMemory: gauge(METRICS.serviceMemory),
    processCpu: counter(METRICS.processCpu),
    processMemory: gauge(METRICS.processMemory),
    processStart: gauge(METRICS.processStart),
  } satisfies Record<keyof typeof METRICS, Counter | Gauge | Histogram>;
}
