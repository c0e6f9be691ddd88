import { AutoscalerError } from '../../core/errors.ts';
import type { DOCKER_METRICS } from '../../core/policy.ts';
import { type Sample, sampleOf } from '../../core/sample.ts';
import type { Usage } from './container-stats.ts';

/** One replica's reading: its use or the failure to read it, and its CPU limit in cores. */
export interface ReplicaReading {
  readonly usage: Usage | AutoscalerError;
  readonly cpuLimitCores?: number;
}

/** CPU in % of the limit, or of one core without one; undefined before a second reading. */
export function cpuPercent(usage: Usage, cpuLimitCores: number | undefined): number | undefined {
  return usage.cpuCores === undefined ? undefined : (100 * usage.cpuCores) / (cpuLimitCores ?? 1);
}

/** Memory in % of the limit; undefined when the engine does not tell it. */
export function memoryPercent(usage: Usage): number | undefined {
  if (usage.memoryBytes === undefined || usage.memoryLimitBytes === undefined) return undefined;
  return (100 * usage.memoryBytes) / usage.memoryLimitBytes;
}

/**
 * The mean over the replicas. One that could not be read makes it an error: a mean over the rest could hide the
 * busiest. One without a value yet is left out. `now` is epoch milliseconds.
 */
export function meanSample(
  metric: (typeof DOCKER_METRICS)[number],
  readings: readonly ReplicaReading[],
  now: number,
  maxAgeMs: number,
): Sample {
  const values: number[] = [];
  let at = now;
  for (const { usage, cpuLimitCores } of readings) {
    if (usage instanceof AutoscalerError) return { kind: 'error', code: usage.code, message: usage.message };
    const value = metric === 'cpu' ? cpuPercent(usage, cpuLimitCores) : memoryPercent(usage);
    if (metric === 'memory' && value === undefined) return noMemory();
    if (value === undefined) continue;
    values.push(value);
    at = Math.min(at, usage.at);
  }
  if (values.length === 0) return { kind: 'empty' };
  return sampleOf(values.reduce((sum, value) => sum + value, 0) / values.length, at, now, maxAgeMs);
}

function noMemory(): Sample {
  const message = 'The engine tells no memory use of containers: its host has no memory cgroup.';
  return { kind: 'error', code: 'E_METRIC_UNAVAILABLE', message };
}
