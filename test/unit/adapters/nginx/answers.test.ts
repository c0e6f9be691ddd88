import { describe, expect, it } from 'vitest';
import { complaints } from '../../../../src/adapters/nginx/install-error.ts';
import { NginxMetricSource } from '../../../../src/adapters/nginx/metrics.ts';
import { nginxService } from '../../../../src/adapters/nginx/service.ts';
import { requests } from '../../../support/builders.ts';
import { service as haproxy } from '../haproxy/fixtures.ts';
import { service } from './fixtures.ts';

describe('nginx’s complaints', () => {
  it('are its own lines, without the rest', () => {
    const output = [
      '2026/11/21 04:11:38 [emerg] 40#40: duplicate upstream "web" in /etc/nginx/auto/shop-web.conf:6',
      'nginx: [warn] something that does not matter',
      'nginx: [emerg] duplicate upstream "web" in /etc/nginx/auto/shop-web.conf:6',
      'nginx: configuration file /etc/nginx/nginx.conf test failed',
    ].join('\n');
    expect(complaints(output)).toBe('duplicate upstream "web" in /etc/nginx/auto/shop-web.conf:6');
  });

  it('are everything there is when nginx said nothing', () => {
    expect(complaints('sh: 1: nginx: not found\n\n')).toBe('sh: 1: nginx: not found');
  });
});

it('nginx answers every metric with an error that says what to use instead', async () => {
  const { ref, balancer } = service();
  const request = { ref, balancer, metric: requests(), replicaIds: [] };
  expect(await new NginxMetricSource().read([request])).toEqual([
    {
      kind: 'error',
      code: 'E_METRIC_UNAVAILABLE',
      message: expect.stringMatching(/balancer\.requests-per-second .* prometheus query/),
    },
  ]);
});

it('a service behind another balancer is refused', () => {
  expect(() => nginxService(haproxy())).toThrow(expect.objectContaining({ code: 'E_INTERNAL' }));
});
