import { z } from 'zod';
import { BALANCER_KIND_NAMES } from '../../core/balancer-kinds.ts';
import { ABSOLUTE_PATH, SERVICE_NAME } from '../names.ts';
import { matching } from './scalars.ts';
import { port, trafficKeys } from './traffic.ts';

const KINDS = z.enum([...BALANCER_KIND_NAMES, 'none']);
const SOCKET = /^(?:\/[a-zA-Z0-9._/@+-]+|tcp:\/\/[a-zA-Z0-9.:[\]_-]+:\d{1,5})$/;

const name = matching(SERVICE_NAME, 'must be a name of letters, digits, ".", "_" and "-"');

/** The balancer of a policy: its kind alone, or with its settings. */
export const balancerSchema = z.union(
  [
    KINDS,
    z.strictObject({
      kind: KINDS.optional().describe('Which balancer. Default haproxy.'),
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
      ...trafficKeys,
    }),
  ],
  {
    error: `must be ${BALANCER_KIND_NAMES.join(', ')} or none, or a mapping with kind, service, port and so on`,
  },
);

/** The balancer as read. */
export type BalancerInput = z.output<typeof balancerSchema>;
