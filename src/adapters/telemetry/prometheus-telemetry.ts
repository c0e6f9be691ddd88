import { type Counter, type Gauge, Registry } from 'prom-client';
import type { Decision } from '../../core/decision.ts';
import type { AutoscalerError } from '../../core/errors.ts';
import type { Forecast } from '../../core/forecast/forecast.ts';
import type { ContainerUse } from '../../core/observation.ts';
import type { PlanStepKind } from '../../core/plan.ts';
import type { Policy, ServiceRef } from '../../core/policy.ts';
import type { Clock, Telemetry } from '../../core/ports.ts';
import { costOf } from '../../core/price.ts';
import type { Sample } from '../../core/sample.ts';
import type { Usage } from '../../core/usage.ts';
import { exportContainerUse } from './container-use.ts';
import { type Instruments, register } from './instruments.ts';
import { exportProcessUse } from './process-use.ts';
import { ServiceSeries } from './service-series.ts';

/** What the telemetry reads from. */
export interface TelemetryOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** What the containers of services used when the Docker API was last read. */
  readonly snapshot: () => readonly ContainerUse[];
}

const HOUR_MS = 3_600_000;

type Labels = Readonly<Record<string, string>>;

/** The controller's numbers for Prometheus. */
export class PrometheusTelemetry implements Telemetry {
  readonly #options: TelemetryOptions;
  readonly #registry = new Registry();
  readonly #instruments: Instruments = register(this.#registry);
  readonly #series = new ServiceSeries();

  constructor(options: TelemetryOptions) {
    this.#options = options;
  }

  /** Everything in the Prometheus text format, with what containers use by now. */
  async text(): Promise<string> {
    exportContainerUse(this.#instruments, this.#options.snapshot());
    exportProcessUse(this.#instruments);
    return this.#registry.metrics();
  }

  tick(seconds: number, services: number): void {
    const { ticks, tickDuration, lastTick, services: serviceCount } = this.#instruments;
    ticks.inc();
    tickDuration.observe(seconds);
    lastTick.set(this.#options.clock.now() / 1000);
    serviceCount.set(services);
  }

  decision({ ref, min, max }: Policy, decision: Decision, ready: number): void {
    const { action, from, to, reasons, forecast, shadow } = decision;
    const all = this.#instruments;
    this.#forecast(ref, forecast);
    if (shadow === undefined) all.shadowDesired.remove(labelsOf(ref));
    else this.#set(all.shadowDesired, 'shadow', ref, {}, shadow.to);
    this.#set(all.replicasCurrent, 'current', ref, {}, from);
    this.#set(all.replicasReady, 'ready', ref, {}, ready);
    this.#set(all.replicasDesired, 'desired', ref, {}, to);
    this.#set(all.replicasMin, 'min', ref, {}, min);
    this.#set(all.replicasMax, 'max', ref, {}, max);
    // There from the start: Prometheus sees no increase in a series that begins with 1.
    this.#count(all.drainOverruns, 'overruns', ref, {}, 0);
    this.#count(all.decisions, 'decisions', ref, { action, reason: reasons[0]?.code ?? 'NONE' });
  }

  #forecast(ref: ServiceRef, forecast: Forecast | undefined): void {
    const { forecastDemand, forecastBound, forecastTrusted, forecastServed } = this.#instruments;
    if (forecast === undefined) {
      for (const gauge of [forecastDemand, forecastBound, forecastTrusted, forecastServed])
        gauge.remove(labelsOf(ref));
      return;
    }
    this.#set(forecastDemand, 'forecast demand', ref, {}, forecast.demand);
    this.#set(forecastBound, 'forecast bound', ref, {}, forecast.bound);
    this.#set(forecastTrusted, 'forecast trusted', ref, {}, forecast.trust === 'kept' ? 1 : 0);
    this.#set(forecastServed, 'forecast served', ref, {}, forecast.servedShare);
  }

  sample(ref: ServiceRef, metric: string, sample: Sample): void {
    const { sampleValue, samplesMissing } = this.#instruments;
    if (sample.kind === 'value') {
      this.#set(sampleValue, 'value', ref, { metric }, sample.value);
      return;
    }
    sampleValue.remove({ ...labelsOf(ref), metric });
    this.#count(samplesMissing, 'missing', ref, { metric, kind: sample.kind });
  }

  used({ ref, price }: Policy, { replicaMs }: Usage): void {
    const { replicaSeconds, replicaCost } = this.#instruments;
    this.#count(replicaSeconds, 'replica seconds', ref, {}, replicaMs / 1000);
    if (price === undefined) return;
    const { amount, currency } = costOf(price, replicaMs / HOUR_MS);
    this.#count(replicaCost, 'replica cost', ref, { currency }, amount);
  }

  step(ref: ServiceRef, kind: PlanStepKind, seconds: number, ok: boolean): void {
    const { steps, stepDuration, drainDuration } = this.#instruments;
    this.#count(steps, 'steps', ref, { kind, outcome: ok ? 'done' : 'failed' });
    if (!ok) return;
    stepDuration.observe({ kind }, seconds);
    if (kind !== 'drain') return;
    drainDuration.observe(labelsOf(ref), seconds);
    this.#series.remember(ref, 'drains', () => drainDuration.remove(labelsOf(ref)));
  }

  drainOverran(ref: ServiceRef): void {
    this.#count(this.#instruments.drainOverruns, 'overruns', ref, {});
  }

  failure(ref: ServiceRef | undefined, { code }: AutoscalerError): void {
    const { failures } = this.#instruments;
    if (ref === undefined) failures.inc({ project: '', service: '', code });
    else this.#count(failures, 'failures', ref, { code });
  }

  notified(outcome: 'delivered' | 'failed' | 'dropped'): void {
    this.#instruments.notifications.inc({ outcome });
  }

  policies(loaded: number, faults: number): void {
    this.#instruments.policies.set(loaded);
    this.#instruments.policyFaults.set(faults);
  }

  retain(refs: readonly ServiceRef[]): void {
    this.#series.retain(refs);
  }

  #set(gauge: Gauge, name: string, ref: ServiceRef, more: Labels, value: number): void {
    const labels = { ...labelsOf(ref), ...more };
    gauge.set(labels, value);
    this.#series.remember(ref, seriesName(name, more), () => gauge.remove(labels));
  }

  #count(counter: Counter, name: string, ref: ServiceRef, more: Labels, by = 1): void {
    const labels = { ...labelsOf(ref), ...more };
    counter.inc(labels, by);
    this.#series.remember(ref, seriesName(name, more), () => counter.remove(labels));
  }
}

function labelsOf({ project, service }: ServiceRef): { project: string; service: string } {
  return { project, service };
}

function seriesName(name: string, labels: Labels): string {
  return [name, ...Object.values(labels)].join('\n');
}
