import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DOCKER_CPU_EVERY, type Fleet, REPLICAS, TARGET_PER_REPLICA } from './fleet.ts';

/** Writes one policy file per service, as a user would: requests by HAProxy, a latency by Prometheus, CPU by some. */
export async function writePolicies(fleet: Fleet, directory: string): Promise<void> {
  const files = fleet.services.map(({ name }, index) =>
    writeFile(join(directory, `${name}.yaml`), policyText(name, index % DOCKER_CPU_EVERY === 0)),
  );
  await Promise.all(files);
}

function policyText(service: string, hasCpu: boolean): string {
  const cpu = `
  cpu:
    source: docker.cpu
    scaleUp: { above: 70, for: 15s }
    scaleDown: { below: 30, for: 1m }`;
  return `service: ${service}
min: 2
max: ${REPLICAS}
balancer: { kind: haproxy, port: 8080, check: { path: /healthz } }
metrics:
  requests:
    source: balancer.requests-per-second
    target: ${TARGET_PER_REPLICA}
    tolerance: 30%
  latency:
    prometheus: 'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{service="{{service}}"}[1m])))'
    aggregate: average
    unit: " s"
    scaleUp: { above: 0.5, for: 15s }
    scaleDown: { below: 0.1, for: 1m }${hasCpu ? cpu : ''}
`;
}
