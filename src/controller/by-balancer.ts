import type { BalancerKind } from '../core/balancer-kinds.ts';
import type { MetricRequest, MetricSource } from '../core/ports.ts';
import type { Sample } from '../core/sample.ts';

const NO_BALANCER: Sample = {
  kind: 'error',
  code: 'E_METRIC_UNAVAILABLE',
  message: 'the service has no balancer that would count it',
};

/** Asks for each service's balancer metrics the source of its kind of balancer. */
export function byBalancer(sourceOf: (kind: BalancerKind) => MetricSource): MetricSource {
  return {
    async read(requests, signal) {
      const samples = requests.map(() => NO_BALANCER);
      const groups = Map.groupBy(requests.entries(), ([, { balancer }]) => balancer.kind);
      const reading = [...groups].map(async ([kind, group]) => {
        if (kind === 'none') return;
        const asked = group.map(([, request]): MetricRequest => request);
        const answers = await sourceOf(kind).read(asked, signal);
        for (const [at, [index]] of group.entries()) samples[index] = answers[at] ?? NO_BALANCER;
      });
      await Promise.all(reading);
      return samples;
    },
  };
}
