import swagger from '@fastify/swagger';
import { type Access, guard } from './access/guard.ts';
import type { Api, ApiParts } from './api.ts';
import { DESCRIBED } from './description.ts';
import type { EventFeed } from './events/feed.ts';
import { limitAnswers } from './limits.ts';
import { eventRoutes } from './routes/events.ts';
import { journalRoutes } from './routes/journal.ts';
import { openApiRoute } from './routes/openapi.ts';
import { policyRoutes } from './routes/policies.ts';
import { sampleRoutes } from './routes/samples.ts';
import { serviceRoutes } from './routes/services.ts';
import { sessionRoute } from './routes/session.ts';
import { steeringRoutes } from './routes/steering.ts';
import { targetRoutes } from './routes/targets.ts';
import { usageRoutes } from './routes/usage.ts';

/** Where the API begins. */
export const API_PREFIX = '/api/v1';

/** The routes below `API_PREFIX`, with what guards and describes them. */
export async function apiPlugin(
  app: Api,
  { parts, feed, access }: { parts: ApiParts; feed: EventFeed; access: Access },
): Promise<void> {
  await app.register(swagger, DESCRIBED);
  guard(app, access);
  limitAnswers(app, new Set([`${API_PREFIX}/events`]));
  sessionRoute(app);
  serviceRoutes(app, parts);
  sampleRoutes(app, parts);
  policyRoutes(app, parts);
  targetRoutes(app, parts);
  journalRoutes(app, parts);
  usageRoutes(app, parts);
  steeringRoutes(app, parts);
  eventRoutes(app, feed);
  openApiRoute(app);
}
