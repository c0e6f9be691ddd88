import { z } from 'zod';
import type { ReplicaView, ServiceView } from '../../../core/operations.ts';
import { isRunning } from '../../../core/replica.ts';
import type { Api, ApiParts } from '../api.ts';
import { answer, failures } from '../schema/failure.ts';
import { serviceFilter } from '../schema/scalars.ts';

const query = z.object({
  ...serviceFilter,
  port: z.coerce
    .number()
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('Instead of the ports that the container exposes.'),
  network: z.string().max(255).optional().describe('The Docker network; the first by name without it.'),
});

const groups = z
  .array(
    z.object({
      targets: z.array(z.string()).describe('host:port'),
      labels: z.record(z.string(), z.string()),
    }),
  )
  .meta({ id: 'Targets', description: 'What Prometheus’ http_sd_configs reads.' });

/** Every running replica as a scrape target. */
export function targetRoutes(app: Api, { console }: ApiParts): void {
  app.get(
    '/prometheus/targets',
    {
      schema: {
        operationId: 'listTargets',
        summary: 'The running replicas, for Prometheus’ HTTP service discovery.',
        tags: ['See'],
        querystring: query,
        response: { 200: answer(groups), ...failures },
      },
    },
    ({ query: { project, service, port, network } }) => {
      const isMeant = ({ policy: { ref } }: ServiceView) =>
        (project ?? ref.project) === ref.project && (service ?? ref.service) === ref.service;
      return console
        .services()
        .filter(isMeant)
        .flatMap((view) => view.replicas.flatMap((each) => groupOf(view, each, port, network)));
    },
  );
}

function groupOf(
  { policy: { ref } }: ServiceView,
  { replica }: ReplicaView,
  port: number | undefined,
  network: string | undefined,
): z.output<typeof groups> {
  if (!isRunning(replica)) return [];
  const addresses = replica.addresses.toSorted((a, b) => (a.network < b.network ? -1 : 1));
  const address = network === undefined ? addresses[0] : addresses.find((a) => a.network === network);
  const host = address?.ipv4 ?? (address?.ipv6 && `[${address.ipv6}]`);
  const ports = port === undefined ? replica.ports : [port];
  if (host === undefined || ports.length === 0) return [];
  const labels = {
    project: ref.project,
    service: ref.service,
    replica: String(replica.number),
    __meta_autoscaler_container: replica.name,
    __meta_autoscaler_state: replica.state,
    __meta_autoscaler_network: address?.network ?? '',
  };
  return [{ targets: ports.map((each) => `${host}:${each}`), labels }];
}
