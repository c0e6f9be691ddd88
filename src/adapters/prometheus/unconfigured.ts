import type { MetricRequest, MetricSource } from '../../core/ports.ts';
import type { Sample } from '../../core/sample.ts';
import { failure } from './failure.ts';

const NO_ADDRESS = failure(
  'E_PROMETHEUS_UNREACHABLE',
  'no Prometheus is configured; set PROMETHEUS_URL or --prometheus-url, or use a docker.* or balancer.* source',
);

/** Stands in for Prometheus where no address is configured: every sample says what to set. */
export class UnconfiguredPrometheus implements MetricSource {
  async read(requests: readonly MetricRequest[]): Promise<readonly Sample[]> {
    return requests.map(() => NO_ADDRESS);
  }
}
