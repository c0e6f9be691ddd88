import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelPolicy, unboundedPolicy } from '../../../src/config/labels.ts';
import { AutoscalerError } from '../../../src/core/errors.ts';
import { UNBOUNDED } from '../../../src/core/policy.ts';
import { serviceState } from './fixtures.ts';

function draftOf(labels: Readonly<Record<string, string>>) {
  const result = labelPolicy(serviceState('web', labels));
  if (result === undefined || 'faults' in result) throw new Error(JSON.stringify(result));
  return result.draft;
}

function faultsOf(labels: Readonly<Record<string, string>>): readonly string[] {
  const result = labelPolicy(serviceState('web', labels));
  if (result === undefined || 'draft' in result) return [];
  return result.faults.map(({ at, message }) => `${at}: ${message}`);
}

const ON = { 'autoscaler.enable': 'true', 'autoscaler.max': '5' };

describe('labels', () => {
  it('need no more than enable and max', () => {
    const { body, service, project } = draftOf(ON);
    expect({ service, project }).toEqual({ service: 'web', project: 'shop' });
    expect(body).toMatchObject({ origin: 'labels of shop/web', min: 1, max: 5, balancer: { kind: 'none' } });
    expect(body.metrics.map((metric) => metric.source)).toEqual([{ kind: 'docker', metric: 'cpu' }]);
  });

  it('reach every key of a policy by its path', () => {
    const { body } = draftOf({
      ...ON,
      'autoscaler.min': '2',
      'autoscaler.balancer': 'haproxy',
      'autoscaler.port': '8080',
      'autoscaler.balancer.check.path': '/healthz',
      'autoscaler.metrics.cpu.source': 'docker.cpu',
      'autoscaler.metrics.cpu.scaleUp.above': '70.5',
      'autoscaler.metrics.cpu.scaleUp.for': '30s',
      'autoscaler.metrics.req.prometheus': 'sum(rate(x{a="{{service}}"}[30s]))',
      'autoscaler.metrics.req.aggregate': 'total',
      'autoscaler.metrics.req.target': '50',
      'autoscaler.metrics.req.unit': '5',
      'autoscaler.cooldown.down': '5m',
      'autoscaler.stabilization': '10s',
      'autoscaler.rateLimit.up': '[{ step: 100%, per: 15s }]',
      'autoscaler.burst.threshold': '150%',
      'autoscaler.burst.window': '30s',
      'autoscaler.actionsPerHour': '12',
      'autoscaler.missingData': '{ empty: up, floor: 3 }',
      'autoscaler.schedules.office.start': '0 8 * * 1-5',
      'autoscaler.schedules.office.end': '0 19 * * 1-5',
      'autoscaler.schedules.office.min': '4',
      'com.docker.compose.project': 'shop',
    });
    expect(body.balancer).toMatchObject({ kind: 'haproxy', port: 8080, check: { path: '/healthz' } });
    expect(body.metrics.map(({ name, unit }) => [name, unit])).toEqual([
      ['cpu', '%'],
      ['req', '5'],
    ]);
    expect(body.cooldown).toEqual({ upMs: 15_000, downMs: 300_000 });
    expect(body.rateLimit.up).toHaveLength(1);
    expect(body.burst).toEqual({ metric: 'req', threshold: 1.5, windowMs: 30_000, lastsMs: 60_000 });
    expect(body.actionsPerHour).toBe(12);
    expect(body.missingData.floor).toBe(3);
    expect(body.schedules[0]).toMatchObject({ name: 'office', min: 4 });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['there are none', {}],
    ['they are other people’s', { 'autoscalerx.enable': 'true' }],
    ['they switch it off', { 'autoscaler.enable': 'false', 'autoscaler.min': 'x' }],
    ['they only name the balancer', { 'autoscaler.balancer': 'haproxy', 'autoscaler.drain.timeout': '3s' }],
  ])('make no policy when %s', (_, labels) => {
    expect(labelPolicy(serviceState('web', labels))).toBeUndefined();
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    [
      'a bad value',
      { ...ON, 'autoscaler.min': 'two' },
      'label autoscaler.min of shop/web: "min" must be a whole number of replicas from 1 to 1000, not "two"',
    ],
    [
      'a bad short form',
      { ...ON, 'autoscaler.balancer': 'haproxy', 'autoscaler.port': 'http' },
      'label autoscaler.port of shop/web: "balancer.port" must be a port from 1 to 65535, not "http"',
    ],
    [
      'an unknown key',
      { ...ON, 'autoscaler.cooldwn': '3s' },
      'label autoscaler.cooldwn of shop/web: unknown key "cooldwn" in the policy; did you mean "cooldown"?',
    ],
    [
      'a missing max',
      { 'autoscaler.enable': 'true' },
      'labels of shop/web: "max" is missing: it must be a whole number of replicas from 1 to 1000',
    ],
    [
      'no enable',
      { 'autoscaler.max': '3', 'autoscaler.port': '80' },
      'labels of shop/web: there is no autoscaler.enable=true, so autoscaler.max have no effect',
    ],
    [
      'a bad enable',
      { 'autoscaler.enable': 'yes' },
      'label autoscaler.enable of shop/web: "autoscaler.enable" must be true or false, not "yes"',
    ],
    [
      'a service',
      { ...ON, 'autoscaler.service': 'db' },
      'label autoscaler.service of shop/web: unknown label "autoscaler.service"; the service is the one that has the label',
    ],
    [
      'a value above others',
      { ...ON, 'autoscaler.cooldown': '3s', 'autoscaler.cooldown.up': '4s' },
      'label autoscaler.cooldown of shop/web: "autoscaler.cooldown" has a value of its own and labels below it',
    ],
    [
      'min above max',
      { ...ON, 'autoscaler.min': '6' },
      'label autoscaler.min of shop/web: "min" is 6, above "max" 5',
    ],
    [
      'a fault between keys',
      { ...ON, 'autoscaler.metrics.cpu.target': '3' },
      'label autoscaler.metrics.cpu.target of shop/web: metric "cpu" has no source',
    ],
  ])('name themselves in a fault: %s', (_, labels, fault) => {
    expect(faultsOf(labels)).toContain(fault);
  });

  it('never throw', () => {
    const key = fc
      .array(
        fc.constantFrom(
          'min',
          'max',
          'metrics',
          'cpu',
          'balancer',
          'port',
          '__proto__',
          'constructor',
          '',
          '0',
          'up',
        ),
        { minLength: 1, maxLength: 4 },
      )
      .map((parts) => `autoscaler.${parts.join('.')}`);
    const labels = fc.dictionary(
      key,
      fc.oneof(fc.string(), fc.constantFrom('2', '{', '[1', '{a: &x [*x]}', '!!js x')),
    );
    fc.assert(
      fc.property(labels, (own) => {
        for (const fault of faultsOf({ ...ON, ...own })) expect(fault).toMatch(/^labels? .*of shop\/web: /);
      }),
    );
  });
});

describe('a service without a policy', () => {
  it('has no bounds, no metrics, and the balancer its labels name', () => {
    const policy = unboundedPolicy(
      serviceState('web', {
        'autoscaler.balancer': 'haproxy',
        'autoscaler.port': '80',
        'autoscaler.drain.timeout': '5s',
      }),
    );
    expect(policy).toMatchObject({
      ref: { project: 'shop', service: 'web' },
      min: 0,
      max: UNBOUNDED,
      metrics: [],
    });
    expect(policy.balancer).toMatchObject({ kind: 'haproxy', port: 80 });
    expect(policy.lifecycle.drainTimeoutMs).toBe(5000);
    expect(unboundedPolicy(serviceState('web')).balancer).toEqual({ kind: 'none' });
  });

  it('is refused with faulty labels', () => {
    const read = () => unboundedPolicy(serviceState('web', { 'autoscaler.balancer': 'traefik' }));
    expect(read).toThrow(AutoscalerError);
    expect(read).toThrow('label autoscaler.balancer of shop/web: "balancer" must be haproxy, nginx or none');
  });
});
