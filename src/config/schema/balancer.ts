import { z } from 'zod';
import { ABSOLUTE_PATH, SERVICE_NAME } from '../names.ts';
import { matching } from './scalars.ts';

const ALGORITHMS = ['roundrobin', 'leastconn', 'source', 'random'] as const;
const KINDS = ['haproxy', 'nginx', 'none'] as const;
const SOCKET = /^(?:\/[a-zA-Z0-9._/@+-]+|tcp:\/\/[a-zA-Z0-9.:[\]_-]+:\d{1,5})$/;

const port = z
  .number({ error: 'must be a port from 1 to 65535' })
  .int({ error: 'must be a port from 1 to 65535' })
  .min(1, { error: 'must be a port from 1 to 65535' })
  .max(65535, { error: 'must be a port from 1 to 65535' });

const name = matching(SERVICE_NAME, 'must be a name of letters, digits, ".", "_" and "-"');

/** The balancer of a policy: its kind alone, or with its settings. */
export const balancerSchema = z.union(
  [
    z.enum(KINDS),
    z.strictObject({
      kind: z.enum(KINDS).optional().describe('Which balancer. Default haproxy.'),
      service: name.optional().describe('The Compose service that runs it. Default: the kind’s name.'),
      port: port.optional().describe('The replicas’ port. Default: the image’s only exposed port.'),
      backend: name
        .optional()
        .describe('The generated backend’s or upstream’s name. Default: the service’s name.'),
      configDir: matching(ABSOLUTE_PATH, 'must be an absolute path without spaces or quotes')
        .optional()
        .describe('Directory of generated files, as the balancer’s container sees it.'),
      socket: matching(SOCKET, 'must be an absolute path or tcp://host:port')
        .optional()
        .describe('HAProxy’s runtime socket, as the balancer’s container sees it, or tcp://host:port.'),
      algorithm: z.enum(ALGORITHMS).optional().describe('How requests are spread. Default leastconn.'),
      checkPath: matching(
        /^\/[a-zA-Z0-9._~/?=&%+,:@-]*$/,
        'must be an HTTP path that begins with / and has no spaces or quotes',
      )
        .optional()
        .describe('An HTTP path HAProxy checks. Default: a TCP connect.'),
    }),
  ],
  { error: 'must be haproxy, nginx or none, or a mapping with kind, service, port and so on' },
);

/** The balancer as read. */
export type BalancerInput = z.output<typeof balancerSchema>;
