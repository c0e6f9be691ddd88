import { describe, expect, it } from 'vitest';
import { locationLines } from '../../../../src/adapters/nginx/location.ts';
import { safeNames } from '../../../../src/adapters/nginx/names.ts';
import { safeOptions } from '../../../../src/adapters/nginx/options.ts';
import type { NginxRef } from '../../../../src/adapters/nginx/service.ts';
import { TRAFFIC_DEFAULTS } from '../../../../src/core/balancing.ts';
import { service } from './fixtures.ts';
import { parseNginx } from './nginx-syntax.ts';

function optionsOf(balancer: Partial<NginxRef>) {
  const subject = service(balancer);
  return safeOptions(subject.balancer, safeNames(subject));
}

function linesOf(balancer: Partial<NginxRef>): readonly string[] {
  const lines = locationLines(safeNames(service()), optionsOf(balancer));
  return parseNginx(lines.join('\n')).map(({ words }) => words.join(' '));
}

describe('what stands in a location', () => {
  it('sends requests to the upstream, keeps connections and lets WebSockets through', () => {
    expect(linesOf({})).toEqual([
      'proxy_pass http://web',
      'proxy_http_version 1.1',
      'proxy_set_header Host $http_host',
      'proxy_set_header Upgrade $http_upgrade',
      'proxy_set_header Connection $autoscaler_web_973756_connection',
      'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for',
      'proxy_set_header X-Forwarded-Proto $scheme',
      'proxy_connect_timeout 2s',
      'proxy_read_timeout 60s',
      'proxy_send_timeout 60s',
      'proxy_next_upstream error timeout',
      'proxy_next_upstream_tries 3',
      'client_max_body_size 0',
      'proxy_request_buffering off',
    ]);
  });

  const { timeouts } = TRAFFIC_DEFAULTS;
  it.each([
    [{ sticky: { cookie: 'lb' } }, 'proxy_pass http://$autoscaler_web_973756_target'],
    [{ sticky: { cookie: 'lb' } }, 'add_header Set-Cookie $autoscaler_web_973756_cookie always'],
    [
      { circuitBreaker: { failures: 3, pauseMs: 1000 } },
      'proxy_next_upstream error timeout http_500 http_502 http_503 http_504',
    ],
    [{ timeouts: { ...timeouts, connectMs: 1500 } }, 'proxy_connect_timeout 1500ms'],
    [{ timeouts: { ...timeouts, responseMs: 90_000 } }, 'proxy_read_timeout 90s'],
    [{ body: { buffering: true } }, 'proxy_request_buffering on'],
    [{ body: { buffering: false, maxBytes: 1024 } }, 'client_max_body_size 1024'],
    [
      { rateLimit: { requests: 100, periodMs: 10_000 } },
      'limit_req zone=autoscaler-shop-web-rate burst=99 nodelay',
    ],
    [{ rateLimit: { requests: 1, periodMs: 10_000 } }, 'limit_req zone=autoscaler-shop-web-rate'],
    [{ rateLimit: { requests: 1, periodMs: 10_000 } }, 'limit_req_status 429'],
  ])('carries %j as %s, and is needed for it', (balancer, line) => {
    expect(linesOf(balancer)).toContain(line);
    expect(optionsOf(balancer).needsLocation).toBe(true);
  });

  it('is not needed for what the upstream can do', () => {
    expect(optionsOf({ weights: { '1': 50 }, algorithm: 'source' }).needsLocation).toBe(false);
  });
});
