import { z } from 'zod';
import { ALGORITHMS } from '../../core/balancing.ts';
import { ABSOLUTE_PATH } from '../names.ts';
import { duration, matching, size, whole } from './scalars.ts';

const COOKIE = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/;
const CHECK_PATH = /^\/[a-zA-Z0-9._~/?=&%+,:@-]{0,500}$/;
const ROUTE_PATH = /^\/[a-zA-Z0-9._~/-]{0,500}$/;
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const HOST = new RegExp(`^(?=.{1,253}$)(?:\\*\\.)?${LABEL}(?:\\.${LABEL})*$`);
const REPLICA_NUMBER = /^[1-9]\d{0,5}$/;

/** A TCP port. */
export const port = whole('a port', 1, 65_535);

const file = matching(ABSOLUTE_PATH, 'must be an absolute path without spaces or quotes');
const times = whole('a whole number', 1, 1000);

const check = z.strictObject({
  path: matching(CHECK_PATH, 'must be an HTTP path that begins with / and has no spaces or quotes')
    .optional()
    .describe('An HTTP path. Default: a TCP connect.'),
  interval: duration(100).optional().describe('Between two checks. Default 2s.'),
  fall: times.optional().describe('Failures in a row that take a replica out. Default 3.'),
  rise: times.optional().describe('Successes in a row that take it back. Default 2.'),
});

const circuitBreaker = z.strictObject({
  failures: times.optional().describe('Failed requests in a row that take a replica out. Default 5.'),
  pause: duration(1000).optional().describe('For how long. Default 10s.'),
});

const timeouts = z.strictObject({
  connect: duration(1).optional().describe('Connecting to a replica. Default 2s.'),
  response: duration(1).optional().describe('Silence of a replica that is to answer. Default 60s.'),
  queue: duration(1).optional().describe('Waiting for a replica that is free. Default 10s.'),
  tunnel: duration(1).optional().describe('Silence of both sides of a WebSocket. Default 1h.'),
});

const body = z.strictObject({
  max: size().optional().describe('The largest request body; more is answered 413. Default: no limit.'),
  buffering: z
    .boolean({ error: 'must be true or false' })
    .optional()
    .describe('Take a request’s body in before a replica gets the request. Default false.'),
});

const rateLimit = z.strictObject({
  requests: whole('a whole number of requests', 1, 1_000_000).describe('The most per client address.'),
  per: duration(1000).describe('Within this time.'),
});

const route = z.strictObject({
  host: matching(HOST, 'must be a host name in lower case such as shop.example.com or *.example.com')
    .optional()
    .describe('Requests for this host. Default: any.'),
  path: matching(ROUTE_PATH, 'must be a path such as /api, of letters, digits and . _ ~ / -')
    .optional()
    .describe('Requests for this path and all below it. Default /.'),
});

const listener = z.strictObject({
  port: port.describe('The port in the balancer’s container.'),
  tls: z
    .strictObject({
      certificate: file.describe('PEM file in the balancer’s container, with the chain.'),
      key: file.optional().describe('PEM file of its key. Default: the certificate’s file holds it.'),
    })
    .optional()
    .describe('Ends TLS here.'),
});

/** How a service's requests are carried, the same for every kind of balancer. */
export const trafficKeys = {
  algorithm: z.enum(ALGORITHMS).optional().describe('How requests are spread. Default leastconn.'),
  weights: z
    .record(
      matching(REPLICA_NUMBER, 'must be a replica’s number'),
      whole('a percentage of a full share, without %,', 0, 256),
    )
    .optional()
    .describe('Share of requests by replica number, in % of a full one. Default 100.'),
  sticky: z
    .strictObject({
      cookie: matching(COOKIE, 'must be a name of letters, digits and _').describe('The cookie’s name.'),
    })
    .optional()
    .describe('Clients stay with their replica by a cookie.'),
  check: check.optional().describe('The balancer’s own health check.'),
  circuitBreaker: circuitBreaker.optional().describe('Failed requests take a replica out for a while.'),
  slowStart: duration(1000).optional().describe('How long a new replica’s share grows. Default: not at all.'),
  timeouts: timeouts.optional().describe('How long the balancer waits.'),
  body: body.optional().describe('Request bodies.'),
  rateLimit: rateLimit.optional().describe('More requests than that of one client are answered 429.'),
  routes: z.array(route).max(100).optional().describe('Requests that are the service’s. Default: all.'),
  listen: z.array(listener).max(20).optional().describe('Ports that the autoscaler opens for the service.'),
};
