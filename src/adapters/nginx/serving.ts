import type { Listener, Route } from '../../core/balancing.ts';
import { CONTAINER_PATH, unsupported } from './names.ts';

const HOST = /^(?:\*\.)?[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;
const PATH = /^\/(?:[A-Za-z0-9._~/-]{0,499}[A-Za-z0-9._~-])?$/;

/** Ports and routes of one service; all of it is safe to write into a configuration. */
export interface Serving {
  readonly listen: readonly Listener[];
  /** At least one. */
  readonly routes: readonly Route[];
  /** The file of what stands in the service's locations. */
  readonly location: string;
}

/**
 * What a service serves; undefined when it listens nowhere.
 * Throws `E_BALANCER_UNSUPPORTED` for what is not made of harmless characters.
 */
export function safeServing(
  { listen, routes }: Pick<Serving, 'listen' | 'routes'>,
  location: string,
): Serving | undefined {
  if (listen.length === 0) return undefined;
  return {
    listen: listen.map(safeListener),
    routes: routes.length === 0 ? [{ path: '/' }] : routes.map(safeRoute),
    location: safe(CONTAINER_PATH, 'balancer.configDir', location),
  };
}

function safeListener({ port, tls }: Listener): Listener {
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw unsupported('balancer.listen', String(port), 'Give a port from 1 to 65535.');
  if (tls === undefined) return { port };
  const certificate = safe(CONTAINER_PATH, 'balancer.listen', tls.certificate);
  return { port, tls: { certificate, key: safe(CONTAINER_PATH, 'balancer.listen', tls.key ?? certificate) } };
}

function safeRoute({ host, path }: Route): Route {
  const safePath = safe(PATH, 'balancer.routes', path);
  return host === undefined
    ? { path: safePath }
    : { host: safe(HOST, 'balancer.routes', host), path: safePath };
}

function safe(pattern: RegExp, what: string, value: string): string {
  if (!pattern.test(value)) throw unsupported(what, value, 'Use letters, digits and . - _ / only.');
  return value;
}

/** What a service's file tells the next reader of what it serves. */
export function noteOfServing(serving: Serving): string {
  return `Serves ${JSON.stringify(serving)}`;
}

/** Reads `noteOfServing` back; undefined when there is none, or none that is safe. */
export function servingIn(notes: readonly string[]): Serving | undefined {
  const note = notes.find((each) => each.startsWith('Serves '));
  if (note === undefined) return undefined;
  try {
    const { listen, routes, location }: Serving = JSON.parse(note.slice('Serves '.length));
    return safeServing({ listen, routes }, location);
  } catch {
    return undefined;
  }
}
