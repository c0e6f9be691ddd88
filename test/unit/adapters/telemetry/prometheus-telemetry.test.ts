import { describe, expect, it } from 'vitest';
import { decide } from '../../../../src/core/decision.ts';
import { AutoscalerError } from '../../../../src/core/errors.ts';
import { reason } from '../../../../src/core/reasons.ts';
import { policy } from '../../../support/builders.ts';
import { API, NOW, telemetryWith, WEB } from './fixtures.ts';

const LABELS = 'project="shop",service="web"';
const UP = decide(2, 3, NOW, [reason('METRIC_ABOVE', 'cpu is 82 %'), reason('AT_MAX', 'max is 3')]);

describe('telemetry', () => {
  it('counts ticks and says when the last one succeeded', async () => {
    const { telemetry, series } = telemetryWith();
    telemetry.tick(0.02, 7);
    telemetry.tick(0.2, 8);
    const now = await series();
    expect(now.get('autoscaler_ticks_total')).toBe(2);
    expect(now.get('autoscaler_services')).toBe(8);
    expect(now.get('autoscaler_last_tick_timestamp_seconds')).toBe(NOW / 1000);
    expect(now.get('autoscaler_tick_duration_seconds_bucket{le="0.025"}')).toBe(1);
    expect(now.get('autoscaler_tick_duration_seconds_count')).toBe(2);
  });

  it('shows the replicas of a decision and counts it by action and first reason', async () => {
    const { telemetry, series } = telemetryWith();
    const web = policy({ ref: WEB, min: 1, max: 3 });
    telemetry.decision(web, UP, 1);
    telemetry.decision(web, UP, 2);
    telemetry.decision(web, decide(3, 3, NOW, []), 3);
    const now = await series();
    const replicas = ['current', 'ready', 'desired', 'min', 'max'].map((what) =>
      now.get(`autoscaler_replicas_${what}{${LABELS}}`),
    );
    expect(replicas).toEqual([3, 3, 3, 1, 3]);
    expect(now.get(`autoscaler_decisions_total{${LABELS},action="scale-up",reason="METRIC_ABOVE"}`)).toBe(2);
    expect(now.get(`autoscaler_decisions_total{${LABELS},action="hold",reason="NONE"}`)).toBe(1);
  });

  it('adds up what ran, and what that cost where the policy has a price', async () => {
    const { telemetry, series } = telemetryWith();
    const usage = { replicaMs: 7_200_000, watchedMs: 3_600_000 };
    telemetry.used(policy({ ref: WEB }), usage);
    expect((await series()).get(`autoscaler_replica_cost_total{${LABELS},currency="EUR"}`)).toBeUndefined();
    telemetry.used(policy({ ref: WEB, price: { perHour: 0.042, currency: 'EUR' } }), usage);
    const now = await series();
    expect(now.get(`autoscaler_replica_seconds_total{${LABELS}}`)).toBe(14_400);
    expect(now.get(`autoscaler_replica_cost_total{${LABELS},currency="EUR"}`)).toBeCloseTo(0.084);
  });

  it('shows what a forecast says while there is one', async () => {
    const { telemetry, series } = telemetryWith();
    const web = policy({ ref: WEB });
    const forecast = {
      metric: 'cpu',
      demand: 2.4,
      bound: 3.1,
      trust: 'kept',
      horizonMs: 20_000,
      servedShare: 0.995,
    } as const;
    const shown = async () => {
      const now = await series();
      return ['demand_replicas', 'bound_replicas', 'trusted', 'served_ratio'].map((what) =>
        now.get(`autoscaler_forecast_${what}{${LABELS}}`),
      );
    };
    telemetry.decision(web, { ...UP, forecast }, 1);
    expect(await shown()).toEqual([2.4, 3.1, 1, 0.995]);
    telemetry.decision(web, { ...UP, forecast: { ...forecast, trust: 'learning' } }, 1);
    expect(await shown()).toEqual([2.4, 3.1, 0, 0.995]);
    telemetry.decision(web, UP, 1);
    expect(await shown()).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('shows a sample only while it has a value, and counts the missing ones by kind', async () => {
    const { telemetry, series } = telemetryWith();
    const value = `autoscaler_sample_value{${LABELS},metric="cpu"}`;
    telemetry.sample(WEB, 'cpu', { kind: 'value', value: 0, at: NOW });
    expect((await series()).get(value)).toBe(0);
    telemetry.sample(WEB, 'cpu', { kind: 'stale', value: 40, at: 0 });
    telemetry.sample(WEB, 'cpu', { kind: 'empty' });
    telemetry.sample(WEB, 'cpu', { kind: 'empty' });
    const now = await series();
    expect(now.has(value)).toBe(false);
    expect(now.get(`autoscaler_sample_missing_total{${LABELS},metric="cpu",kind="stale"}`)).toBe(1);
    expect(now.get(`autoscaler_sample_missing_total{${LABELS},metric="cpu",kind="empty"}`)).toBe(2);
  });

  it('counts steps, times those that were done, and drains by service', async () => {
    const { telemetry, series } = telemetryWith();
    telemetry.step(WEB, 'start', 0.3, true);
    telemetry.step(WEB, 'start', 0, false);
    telemetry.step(WEB, 'drain', 4, true);
    const now = await series();
    expect(now.get(`autoscaler_steps_total{${LABELS},kind="start",outcome="done"}`)).toBe(1);
    expect(now.get(`autoscaler_steps_total{${LABELS},kind="start",outcome="failed"}`)).toBe(1);
    expect(now.get('autoscaler_step_duration_seconds_count{kind="start"}')).toBe(1);
    expect(now.get('autoscaler_step_duration_seconds_sum{kind="drain"}')).toBe(4);
    expect(now.get(`autoscaler_drain_duration_seconds_bucket{le="5",${LABELS}}`)).toBe(1);
  });

  it('counts failures by code, those of no service too, and policies with their faults', async () => {
    const { telemetry, series } = telemetryWith();
    telemetry.failure(WEB, new AutoscalerError('E_UNHEALTHY', 'no'));
    telemetry.failure(undefined, new AutoscalerError('E_DOCKER_UNREACHABLE', 'no'));
    telemetry.policies(4, 1);
    const now = await series();
    expect(now.get(`autoscaler_failures_total{${LABELS},code="E_UNHEALTHY"}`)).toBe(1);
    expect(now.get('autoscaler_failures_total{project="",service="",code="E_DOCKER_UNREACHABLE"}')).toBe(1);
    expect([now.get('autoscaler_policies'), now.get('autoscaler_policy_faults')]).toEqual([4, 1]);
  });

  it('drops every series of a service that is gone, and only those', async () => {
    const { telemetry, series } = telemetryWith();
    telemetry.failure(undefined, new AutoscalerError('E_JOURNAL', 'no'));
    for (const ref of [WEB, API]) {
      telemetry.decision(policy({ ref }), UP, 2);
      telemetry.sample(ref, 'cpu', { kind: 'value', value: 1, at: NOW });
      telemetry.sample(ref, 'rps', { kind: 'empty' });
      telemetry.step(ref, 'drain', 1, true);
      telemetry.failure(ref, new AutoscalerError('E_UNHEALTHY', 'no'));
    }
    const before = [...(await series()).keys()].filter((name) => name.includes('"web"'));
    telemetry.retain([API]);
    const after = [...(await series()).keys()];
    expect(before.length).toBeGreaterThan(15);
    expect(after.filter((name) => name.includes('"web"'))).toEqual([]);
    expect(after.filter((name) => name.includes('"api"'))).toHaveLength(before.length);
    expect(after).toContain('autoscaler_failures_total{project="",service="",code="E_JOURNAL"}');
    telemetry.step(WEB, 'drain', 1, true);
    expect((await series()).get(`autoscaler_drain_duration_seconds_count{${LABELS}}`)).toBe(1);
  });

  it('shows what the process itself uses', async () => {
    const { series } = telemetryWith();
    await series();
    const now = await series();
    expect(now.get('process_resident_memory_bytes')).toBeGreaterThan(1e6);
    expect(now.get('process_cpu_seconds_total')).toBeCloseTo(process.cpuUsage().user / 1e6, -1);
    expect(now.get('process_start_time_seconds')).toBeLessThanOrEqual(Date.now() / 1000);
  });
});
