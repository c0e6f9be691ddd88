import { expect, it } from 'vitest';
import { parsePolicyFile } from '../../../src/config/policy-file.ts';

function parsed(...lines: readonly string[]) {
  return parsePolicyFile(['service: web', 'max: 10', ...lines, ''].join('\n'), 'p.yaml');
}

function responseTimeOf(...lines: readonly string[]) {
  const { drafts, faults } = parsed(...lines);
  expect(faults).toEqual([]);
  const rule = drafts[0]?.body.responseTime;
  return rule && [rule.lifts, rule.p95Ms];
}

const CPU = ['metrics:', '  load: { source: docker.cpu, target: 60 }'];

it('is 250 ms without metrics, where the balancer measures it', () => {
  expect(responseTimeOf('balancer: haproxy')).toEqual(['cpu', 250]);
  expect(responseTimeOf('balancer: haproxy', 'responseTime: 400ms')).toEqual(['cpu', 400]);
  expect(responseTimeOf('balancer: haproxy', 'responseTime: off')).toBeUndefined();
  expect(responseTimeOf('balancer: nginx')).toBeUndefined();
  expect(responseTimeOf()).toBeUndefined();
});

it('is off with metrics of one’s own, unless it is asked for', () => {
  expect(responseTimeOf('balancer: haproxy', ...CPU)).toBeUndefined();
  expect(responseTimeOf('balancer: haproxy', 'responseTime: 1s', ...CPU)).toEqual(['load', 1000]);
});

it.each([
  [['responseTime: 100ms'], 'p.yaml:3:15: "responseTime" needs a balancer that measures it'],
  [['responseTime: 1s', 'balancer: nginx'], 'p.yaml:3:15: "responseTime" needs a balancer that measures it'],
  [
    ['responseTime: 1s', 'balancer: haproxy', 'metrics:', '  q: { source: balancer.queue, target: 3 }'],
    'p.yaml:3:15: "responseTime" has no CPU target to lift',
  ],
  [
    ['responseTime: soon', 'balancer: haproxy'],
    'p.yaml:3:15: "responseTime" must be off, or a duration such as 250ms, not "soon"',
  ],
])('%s is a fault', (lines, fault) => {
  expect(parsed(...lines).faults.map(({ at, message }) => `${at}: ${message}`)).toEqual([fault]);
});
