import { describe, expect, it } from 'vitest';
import { NO_SERIES, policyText } from '../../../../src/cli/init/policy-text.ts';
import { firstBounds } from '../../../../src/cli/init/proposal.ts';
import { parsePolicyFile } from '../../../../src/config/policy-file.ts';
import { type BalancerRef, TRAFFIC_DEFAULTS } from '../../../../src/core/balancing.ts';
import { surveyedService } from '../../../support/survey.ts';

const HAPROXY: BalancerRef = {
  kind: 'haproxy',
  service: 'lb',
  port: 3000,
  backend: 'web',
  configDir: '/usr/local/etc/haproxy/auto',
  socket: '/run/haproxy/a.sock',
  ...TRAFFIC_DEFAULTS,
  algorithm: 'roundrobin',
  check: { ...TRAFFIC_DEFAULTS.check, path: '/up?x=1' },
  sticky: { cookie: 'SRV' },
  timeouts: { ...TRAFFIC_DEFAULTS.timeouts, responseMs: 50_000 },
};

function textOf(balancer: BalancerRef, changes = {}, series = NO_SERIES) {
  const service = surveyedService('web', changes);
  const proposal = { service, balancer, ...firstBounds(service, 4), lines: [], notes: [] };
  return policyText(proposal, series, 4);
}

describe('the first policy', () => {
  it('says what the user’s configuration says', () => {
    const [draft] = parsePolicyFile(textOf(HAPROXY), 'web.yaml').drafts;
    expect(draft?.body.balancer).toEqual(HAPROXY);
    expect(draft?.body).toMatchObject({
      min: 2,
      max: 6,
      metrics: [{ source: { kind: 'docker', metric: 'cpu' } }],
    });
  });

  it.each([true, false])('stays valid when its comment is taken up (Prometheus: %s)', (there) => {
    const text = textOf(HAPROXY, { cpuLimitCores: 0.5 }, { cpu: there, requests: there });
    const opened = text.replace(/^ {2}# (requests:| {2}.*)$/gm, '  $1');
    const { faults, drafts } = parsePolicyFile(opened, 'web.yaml');
    expect(faults).toEqual([]);
    expect(drafts[0]?.body.metrics.map(({ name, source }) => [name, source.kind])).toEqual([
      ['cpu', there ? 'prometheus' : 'docker'],
      ['requests', there ? 'prometheus' : 'balancer'],
    ]);
  });

  it('is written for nginx, and for no balancer', () => {
    const nginx: BalancerRef = {
      kind: 'nginx',
      service: 'proxy',
      backend: 'web-replicas',
      configDir: '/etc/nginx/auto',
      ...TRAFFIC_DEFAULTS,
      algorithm: 'source',
    };
    for (const balancer of [nginx, { kind: 'none' }] as const)
      expect(parsePolicyFile(textOf(balancer), 'web.yaml').drafts[0]?.body.balancer).toEqual(balancer);
  });

  it('is refused rather than written with a fault', () => {
    expect(() => textOf({ ...HAPROXY, configDir: '/a b' })).toThrow(/no valid policy can be written for web/);
  });
});

describe('the first bounds', () => {
  it.each([
    [0.5, 8, { min: 2, max: 16 }],
    [undefined, 8, { min: 2, max: 13 }],
    [4, 2, { min: 2, max: 3 }],
    [0.1, 64, { min: 2, max: 20 }],
  ])('with a limit of %s cores on %s cores', (cpuLimitCores, cores, expected) => {
    const service = surveyedService('web', cpuLimitCores === undefined ? {} : { cpuLimitCores });
    expect(firstBounds(service, cores)).toEqual(expected);
  });
});
