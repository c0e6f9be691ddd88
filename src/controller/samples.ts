import { AutoscalerError } from '../core/errors.ts';
import { type MetricSourceRef, serviceKey } from '../core/policy.ts';
import type { MetricRequest, MetricSource } from '../core/ports.ts';
import type { Sample } from '../core/sample.ts';
import type { MetricSources } from './dependencies.ts';

/** Samples by service key, then by metric name. */
export type SampleTable = ReadonlyMap<string, ReadonlyMap<string, Sample>>;

/** Reads every request, all sources at once, each with its deadline in milliseconds. Never rejects. */
export async function readSamples(
  sources: MetricSources,
  requests: readonly MetricRequest[],
  deadlineMs: number,
): Promise<SampleTable> {
  const table = new Map<string, Map<string, Sample>>();
  const byKind = Map.groupBy(requests, (request) => request.metric.source.kind);
  await Promise.all(
    [...byKind].map(async ([kind, group]) => {
      const samples = await readGroup(kind, sources[kind], group, deadlineMs);
      group.forEach((request, index) => {
        const key = serviceKey(request.ref);
        const ofService = table.get(key) ?? new Map<string, Sample>();
        ofService.set(request.metric.name, samples[index] ?? { kind: 'empty' });
        table.set(key, ofService);
      });
    }),
  );
  return table;
}

async function readGroup(
  kind: MetricSourceRef['kind'],
  source: MetricSource,
  requests: readonly MetricRequest[],
  deadlineMs: number,
): Promise<readonly Sample[]> {
  try {
    return await source.read(requests, AbortSignal.timeout(deadlineMs));
  } catch (thrown) {
    const code = thrown instanceof AutoscalerError ? thrown.code : 'E_METRIC_UNAVAILABLE';
    const message = thrown instanceof Error ? thrown.message : `the ${kind} source failed`;
    return requests.map(() => ({ kind: 'error', code, message }));
  }
}
