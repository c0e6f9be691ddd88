import { connect } from './client.ts';
import type { EndpointSettings } from './endpoint.ts';
import { EngineEvents } from './events.ts';
import { dockerTarget } from './target.ts';

/** Everything the product needs of one Docker Engine. Nothing is contacted yet. Throws `E_CONFIG`. */
export function createDocker(settings: EndpointSettings) {
  const client = connect(settings);
  const events = new EngineEvents(client);
  return { target: dockerTarget(client, events) };
}
