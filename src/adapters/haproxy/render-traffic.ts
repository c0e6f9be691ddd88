import { createHash } from 'node:crypto';
import type { Traffic } from '../../core/balancing.ts';
import type { SafeNames } from './names.ts';
import { FULL_WEIGHT } from './slots.ts';

/** The lines of a backend that say how requests are carried. Everything in `names` and `traffic` is safe to write. */
export function trafficLines(names: SafeNames, traffic: Traffic): readonly string[] {
  return [
    ...balanceLines(traffic),
    ...timeoutLines(traffic),
    ...rateLimitLines(names, traffic),
    ...bodyLines(traffic),
    ...stickyLines(names),
    ...checkLines(names),
    `  default-server ${serverOptions(traffic).join(' ')}`,
  ];
}

function balanceLines({ algorithm }: Traffic): readonly string[] {
  // Only a consistent hash keeps most clients where they are when a replica comes or goes.
  return algorithm === 'source'
    ? ['  balance source', '  hash-type consistent']
    : [`  balance ${algorithm === 'random' ? 'random(2)' : algorithm}`];
}

function timeoutLines({ timeouts }: Traffic): readonly string[] {
  return [
    `  timeout connect ${timeouts.connectMs}ms`,
    `  timeout server ${timeouts.responseMs}ms`,
    `  timeout queue ${timeouts.queueMs}ms`,
    `  timeout tunnel ${timeouts.tunnelMs}ms`,
  ];
}

function rateLimitLines(names: SafeNames, { rateLimit }: Traffic): readonly string[] {
  if (rateLimit === undefined) return [];
  const { requests, periodMs } = rateLimit;
  return [
    `  stick-table type ipv6 size 100k expire ${periodMs}ms store http_req_rate(${periodMs}ms)`,
    '  http-request track-sc2 src',
    `  http-request deny status 429 content-type text/plain string "Too many requests.\\n" hdr Retry-After ${Math.ceil(periodMs / 1000)} if { sc2_http_req_rate(${names.backend}) gt ${requests} }`,
  ];
}

function bodyLines({ body }: Traffic): readonly string[] {
  return [
    ...(body.maxBytes === undefined
      ? []
      : [`  http-request deny deny_status 413 if { req.body_size gt ${body.maxBytes} }`]),
    ...(body.buffering ? ['  option http-buffer-request'] : []),
  ];
}

/** The cookie's value comes from the replica's address, so that it does not pass to the slot's next replica. */
function stickyLines({ owner, cookie }: SafeNames): readonly string[] {
  if (cookie === undefined) return [];
  const key = createHash('sha256').update(owner).digest('hex').slice(0, 32);
  return [`  cookie ${cookie} insert indirect nocache httponly dynamic`, `  dynamic-cookie-key ${key}`];
}

function checkLines(names: SafeNames): readonly string[] {
  if (names.checkPath === undefined) return [];
  return [
    '  option httpchk',
    `  http-check send meth GET uri '${names.checkPath}' ver HTTP/1.1 hdr Host ${names.backend}`,
  ];
}

function serverOptions({ check, circuitBreaker, slowStartMs }: Traffic): readonly string[] {
  const { intervalMs, fall, rise } = check;
  // A server that errors took out comes back after `rise` checks: as many as fill the pause.
  const riseAfterPause = circuitBreaker ? Math.ceil(circuitBreaker.pauseMs / intervalMs) + 1 : 0;
  return [
    `weight ${FULL_WEIGHT} inter ${intervalMs}ms fall ${fall} rise ${Math.max(rise, riseAfterPause)}`,
    ...(circuitBreaker ? [`observe layer7 error-limit ${circuitBreaker.failures} on-error mark-down`] : []),
    ...(slowStartMs > 0 ? [`slowstart ${slowStartMs}ms`] : []),
  ];
}
