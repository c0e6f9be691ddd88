import { PrometheusMetricSource } from '../../src/adapters/prometheus/metric-source.ts';
import type { PrometheusOptions } from '../../src/adapters/prometheus/options.ts';
import type { MetricRequest } from '../../src/core/ports.ts';
import type { Sample } from '../../src/core/sample.ts';
import { metric } from './builders.ts';
import { type Front, type Gate, startFront } from './prometheus-front.ts';
import { startPrometheus } from './prometheus-stack.ts';
import { soon } from './wait.ts';

/** A request for the number that `query` gives. */
export function asks(query: string, service = 'web', maxAgeMs = 90_000): MetricRequest {
  return {
    ref: { project: 'shop', service },
    metric: metric({ source: { kind: 'prometheus', query }, maxAgeMs }),
    balancer: { kind: 'none' },
    replicaIds: [],
  };
}

/** A real Prometheus, and metric sources that read from it. */
export interface PrometheusBench {
  /** A source that asks Prometheus itself, unless told another address. */
  readonly source: (options?: Partial<PrometheusOptions>) => PrometheusMetricSource;
  /** The sample of one query. */
  readonly sample: (query: string, from?: PrometheusMetricSource) => Promise<Sample>;
  /** A server in front of Prometheus; it ends with the bench. */
  readonly front: (
    gate: Gate,
    tls?: Parameters<typeof startFront>[2],
  ) => Promise<Front & { readonly url: string }>;
  readonly down: () => Promise<void>;
}

/** Starts Prometheus; call `down` in the end. */
export async function startBench(): Promise<PrometheusBench> {
  const prometheus = await startPrometheus();
  const fronts: Front[] = [];
  const source = (options: Partial<PrometheusOptions> = {}) =>
    new PrometheusMetricSource({
      url: prometheus.url,
      timeoutMs: 5000,
      auth: { kind: 'none' },
      headers: {},
      concurrency: 8,
      ...options,
    });
  return {
    source,
    sample: async (query, from = source()) => {
      const [only] = await from.read([asks(query)], soon());
      if (only === undefined) throw new Error('no sample');
      return only;
    },
    front: async (gate, tls) => {
      const started = await startFront(prometheus.url, gate, tls);
      fronts.push(started);
      return { ...started, url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${started.port}` };
    },
    down: async () => {
      await Promise.all(fronts.map((front) => front.close()));
      await prometheus.down();
    },
  };
}
