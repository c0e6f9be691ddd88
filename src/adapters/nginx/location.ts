import type { SafeNames } from './names.ts';
import type { SafeOptions } from './options.ts';
import { limitLines } from './rate.ts';
import { cookieVariable, targetVariable } from './sticky.ts';
import { duration } from './units.ts';

/** The variable with the right `Connection` header: kept open, but for WebSockets. */
export function connectionVariable({ prefix }: SafeNames): string {
  return `$${prefix}_connection`;
}

/** Lets a connection become a WebSocket. */
export function upgradeLines(names: SafeNames): readonly string[] {
  return ['', `map $http_upgrade ${connectionVariable(names)} {`, '  default upgrade;', "  '' '';", '}'];
}

/** What stands in a `location` whose requests are the service's. */
export function locationLines(names: SafeNames, options: SafeOptions): readonly string[] {
  const { stickyCookie, circuitBreaker, timeouts, body } = options;
  const failures = circuitBreaker === undefined ? '' : ' http_500 http_502 http_503 http_504';
  return [
    `proxy_pass http://${stickyCookie === undefined ? names.backend : targetVariable(names)};`,
    'proxy_http_version 1.1;',
    'proxy_set_header Host $http_host;',
    'proxy_set_header Upgrade $http_upgrade;',
    `proxy_set_header Connection ${connectionVariable(names)};`,
    'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
    'proxy_set_header X-Forwarded-Proto $scheme;',
    `proxy_connect_timeout ${duration(timeouts.connectMs)};`,
    `proxy_read_timeout ${duration(timeouts.responseMs)};`,
    `proxy_send_timeout ${duration(timeouts.responseMs)};`,
    '# Never non_idempotent: a request that may have been acted on is not repeated.',
    `proxy_next_upstream error timeout${failures};`,
    'proxy_next_upstream_tries 3;',
    `client_max_body_size ${body.maxBytes ?? 0};`,
    `proxy_request_buffering ${body.buffering ? 'on' : 'off'};`,
    ...limitLines(names, options),
    ...(stickyCookie === undefined ? [] : [`add_header Set-Cookie ${cookieVariable(names)} always;`]),
  ];
}
