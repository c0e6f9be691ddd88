import type { MetricRequest, MetricSource } from '../../core/ports.ts';
import type { Sample } from '../../core/sample.ts';

/**
 * nginx as a source of metrics: it has none. Its open-source edition counts connections and requests of the whole
 * process only, not of an upstream, so an answer would be another service's number as well.
 */
export class NginxMetricSource implements MetricSource {
  async read(requests: readonly MetricRequest[]): Promise<readonly Sample[]> {
    return requests.map(({ metric }): Sample => {
      const wanted = metric.source.kind === 'balancer' ? ` balancer.${metric.source.metric}` : '';
      return {
        kind: 'error',
        code: 'E_METRIC_UNAVAILABLE',
        message: `nginx does not count${wanted} for one upstream; use a prometheus query, docker.cpu or docker.memory`,
      };
    });
  }
}
