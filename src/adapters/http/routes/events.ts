import { z } from 'zod';
import type { Api } from '../api.ts';
import type { EventFeed } from '../events/feed.ts';
import { Listener } from '../events/listener.ts';
import { parsePosition } from '../events/position.ts';
import { Refusal } from '../failures.ts';
import { failures } from '../schema/failure.ts';

const DESCRIPTION = `Server-sent events. First one \`service\` for each service, then \`ready\`, then as it happens:
\`service\` (a Service, whenever it is other than before), \`service-gone\`, \`decision\` (a Decision), \`step\` (a Step), \`change\`
(a Change; a scaling comes again when it has ended).
Whoever comes back with \`Last-Event-ID\` gets the decisions, steps and changes in between; \`gap\` says that some are left out.
A comment comes at least every 10 s. Who reads too slowly is dropped.`;

/** What happens, as it happens. */
export function eventRoutes(app: Api, feed: EventFeed): void {
  app.get(
    '/events',
    {
      exposeHeadRoute: false,
      schema: {
        operationId: 'listenToEvents',
        summary: 'What happens, as it happens.',
        description: DESCRIPTION,
        tags: ['See'],
        headers: z.looseObject({
          'last-event-id': z.string().max(60).optional().describe('The id of the last event that was seen.'),
        }),
        response: {
          200: {
            description: 'Events without end.',
            content: { 'text/event-stream': { schema: z.string() } },
          },
          ...failures,
        },
      },
    },
    (request, reply) => {
      if (feed.isFull) {
        reply.header('retry-after', '10');
        throw new Refusal(503, 'TOO_MANY_LISTENERS', 'too many listen already');
      }
      const listener = new Listener(reply.raw);
      feed.add(listener, parsePosition(request.headers['last-event-id']));
      reply.raw.once('close', () => feed.remove(listener));
      reply.hijack();
    },
  );
}
