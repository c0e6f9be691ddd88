import { BALANCER_KIND_NAMES, kindOfBalancer } from '../../core/balancer-kinds.ts';
import type { Metric, ServiceRef } from '../../core/policy.ts';
import type { MetricSource } from '../../core/ports.ts';
import type { SurveyedService } from '../../core/setup.ts';
import type { PrometheusSeries } from './policy-text.ts';

/** Where a Prometheus of the project answers, from this machine and from inside of the project. */
export interface FoundPrometheus {
  readonly service: string;
  readonly url: string;
  readonly insideUrl: string;
}

const PORT = 9090;
const DEADLINE_MS = 5_000;

/** The project's own Prometheus. */
export function prometheusIn(services: readonly SurveyedService[]): FoundPrometheus | undefined {
  const service = services.find(({ image }) => /(^|\/)prometheus(:|@|$)/.test(image));
  if (service === undefined) return undefined;
  const published = service.published.find(({ port }) => port === PORT);
  const address = service.replicas.flatMap(({ addresses }) => addresses.flatMap(({ ipv4 }) => ipv4 ?? []))[0];
  const host =
    published === undefined ? `${address}:${PORT}` : `${hostOf(published.hostIp)}:${published.hostPort}`;
  return {
    service: service.ref.service,
    url: `http://${host}`,
    insideUrl: `http://${service.ref.service}:${PORT}`,
  };
}

function hostOf(ip: string): string {
  if (ip === '' || ip === '0.0.0.0' || ip === '::') return '127.0.0.1';
  return ip.includes(':') ? `[${ip}]` : ip;
}

/** Asks which numbers there are of each service; none where Prometheus does not answer. */
export async function seriesOf(
  source: MetricSource,
  refs: readonly ServiceRef[],
): Promise<readonly PrometheusSeries[]> {
  const requests = refs.flatMap((ref) =>
    QUERIES.map((query) => ({
      ref,
      metric: { ...METRIC, source: { kind: 'prometheus' as const, query } },
      balancer: { kind: 'none' as const },
      replicaIds: [],
    })),
  );
  const samples = await source.read(requests, AbortSignal.timeout(DEADLINE_MS));
  const has = (index: number) => samples[index]?.kind === 'value';
  return refs.map((_, index) => ({
    cpu: has(index * QUERIES.length),
    requests: has(index * QUERIES.length + 1),
  }));
}

const COUNTERS = BALANCER_KIND_NAMES.flatMap((kind) => kindOfBalancer(kind).requestCounter?.series ?? []);

const QUERIES = [
  'count(container_cpu_usage_seconds_total{container_label_com_docker_compose_project="{{project}}",container_label_com_docker_compose_service="{{service}}"})',
  `count({__name__=~"${COUNTERS.join('|')}"})`,
] as const;

const METRIC: Omit<Metric, 'source'> = {
  name: 'series',
  unit: '',
  aggregate: 'total',
  maxAgeMs: 90_000,
  rule: { kind: 'target', target: 1, tolerance: 0 },
};
