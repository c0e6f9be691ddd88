import type { Ref } from '../api/client.ts';

/** What the page shows: all services, or one. */
export type Route = { readonly kind: 'all' } | { readonly kind: 'service'; readonly ref: Ref };

/** The route in the fragment of an address; everything that is none is `all`. */
export function parseRoute(hash: string): Route {
  const [, project, service] = /^#\/([^/]+)\/([^/]+)$/.exec(hash) ?? [];
  if (project === undefined || service === undefined) return { kind: 'all' };
  try {
    return {
      kind: 'service',
      ref: { project: decodeURIComponent(project), service: decodeURIComponent(service) },
    };
  } catch {
    return { kind: 'all' };
  }
}

/** The fragment that leads to a service. */
export function routeTo({ project, service }: Ref): string {
  return `#/${encodeURIComponent(project)}/${encodeURIComponent(service)}`;
}
