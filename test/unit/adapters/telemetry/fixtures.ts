import { PrometheusTelemetry } from '../../../../src/adapters/telemetry/prometheus-telemetry.ts';
import type { ContainerUse } from '../../../../src/core/observation.ts';
import type { ServiceRef } from '../../../../src/core/policy.ts';

export const WEB: ServiceRef = { project: 'shop', service: 'web' };
export const API: ServiceRef = { project: 'shop', service: 'api' };
export const NOW = Date.UTC(2026, 0, 5);

/** A telemetry, and its series with their values as Prometheus would read them. */
export function telemetryWith(snapshot: () => readonly ContainerUse[] = () => []) {
  const telemetry = new PrometheusTelemetry({ clock: { now: () => NOW }, snapshot });
  const series = async () =>
    new Map(
      (await telemetry.text())
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
    );
  return { telemetry, series };
}
