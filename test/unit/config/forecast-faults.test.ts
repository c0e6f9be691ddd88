import { expect, it } from 'vitest';
import { parsePolicyFile } from '../../../src/config/policy-file.ts';

it.each<[string, readonly string[], string]>([
  [
    'a forecast of a metric that there is not',
    ['forecast: { metric: cpu }', 'metrics:', '  rps: { source: docker.cpu, target: 3 }'],
    'p.yaml:3:21: there is no metric "cpu"',
  ],
  [
    'a forecast of a metric without a target',
    ['forecast: on', 'metrics:', '  cpu: { source: docker.cpu, scaleUp: { above: 3 } }'],
    'p.yaml:3:11: the forecast needs a metric with a target',
  ],
  [
    'a forecast of schedules alone',
    ['forecast: on', 'schedules: { night: { start: "0 22 * * *", end: "0 6 * * *", max: 2 } }'],
    'p.yaml:3:11: the forecast needs a metric with a target',
  ],
  [
    'a target that nothing tells',
    ['metrics:', '  rps: { source: balancer.requests-per-second, target: auto }', 'balancer: haproxy'],
    'p.yaml:4:56: metric "rps" has the target "auto", but no metric tells it',
  ],
  [
    'a mean whose target is to be learned',
    [
      'metrics:',
      '  cpu: { source: docker.cpu, target: 70 }',
      '  mem: { source: docker.memory, target: auto }',
    ],
    'p.yaml:5:41: metric "mem" is a mean over the replicas, whose target cannot be learned',
  ],
])('%s is a fault', (_, lines, fault) => {
  const text = ['service: web', 'max: 10', ...lines, ''].join('\n');
  const { faults } = parsePolicyFile(text, 'p.yaml');
  expect(faults.map(({ at, message }) => `${at}: ${message}`)).toEqual([fault]);
});
