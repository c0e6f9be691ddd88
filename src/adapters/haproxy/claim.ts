import type { Listener, Route } from '../../core/balancing.ts';
import { AutoscalerError } from '../../core/errors.ts';
import type { SafeNames } from './names.ts';
import { safeName, safePath, safeText } from './safe-text.ts';
import type { HaproxyRef } from './service.ts';

const HOST = /^(?:\*\.)?[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;
const ROUTE_PATH = /^\/[A-Za-z0-9._~/-]{0,500}$/;
const OWNER = /^[A-Za-z0-9_.:-]{1,100}\/[A-Za-z0-9_.:-]{1,100}$/;

/** What one service has in the frontends that several share. All of it is safe to write. */
export interface Claim {
  /** `project/service`. */
  readonly owner: string;
  readonly backend: string;
  readonly routes: readonly Route[];
  readonly listen: readonly Listener[];
  /** The longest silence of a client. Milliseconds. */
  readonly clientMs: number;
}

/** What a service claims; undefined when it has no port. Throws `E_BALANCER_UNSUPPORTED`. */
export function claimOf(names: SafeNames, { routes, listen, timeouts }: HaproxyRef): Claim | undefined {
  if (listen.length === 0) return undefined;
  return {
    owner: names.owner,
    backend: names.backend,
    routes: (routes.length === 0 ? [{ path: '/' }] : routes).map(safeRoute),
    listen: listen.map(safeListener),
    clientMs: timeouts.responseMs,
  };
}

function safeRoute({ host, path }: Route): Route {
  return {
    ...(host !== undefined && {
      host: safeText('balancer.routes', host, HOST, 'give a host name in lower case'),
    }),
    path: safeText('balancer.routes', path, ROUTE_PATH, 'give a path of letters, digits and . _ ~ / -'),
  };
}

/** A key in a file of its own is found beside the certificate. */
function safeListener({ port, tls }: Listener): Listener {
  return { port, ...(tls && { tls: { certificate: safePath('balancer.listen', tls.certificate) } }) };
}

/** A claim as it was written down. Throws when it is none. */
export function parseClaim(text: string): Claim {
  const claim = JSON.parse(text);
  return {
    owner: safeText('the owner', textOf(claim.owner), OWNER, 'remove the line'),
    backend: safeName('the backend', textOf(claim.backend), 'remove the line'),
    routes: listOf(claim.routes).map(({ host, path }) =>
      safeRoute({ ...(host !== undefined && { host: textOf(host) }), path: textOf(path) }),
    ),
    listen: listOf(claim.listen).map(({ port, tls }) =>
      safeListener({
        port: numberOf(port),
        ...(tls !== undefined && { tls: { certificate: textOf(Object(tls).certificate) } }),
      }),
    ),
    clientMs: numberOf(claim.clientMs),
  };
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new Error('it has been changed');
}

function numberOf(value: unknown): number {
  if (Number.isInteger(value)) return Number(value);
  throw new Error('it has been changed');
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(value)) return value.map(Object);
  throw new Error('it has been changed');
}

/**
 * All claims with this owner's replaced by `own`, or taken out. Throws `E_BALANCER_INVALID` when two want the same
 * requests of a port, or the port once with and once without TLS.
 */
export function withClaim(claims: readonly Claim[], owner: string, own: Claim | undefined): readonly Claim[] {
  const others = claims.filter((claim) => claim.owner !== owner);
  if (own === undefined) return others;
  for (const other of others) {
    const fault = conflictOf(own, other);
    if (fault !== undefined)
      throw new AutoscalerError('E_BALANCER_INVALID', `${owner} and ${other.owner} ${fault}`, {
        fix: 'Change "routes" or "listen" of one of them; nothing was changed.',
        at: 'balancer.listen',
      });
  }
  return [...others, own].toSorted((a, b) => (a.owner < b.owner ? -1 : 1));
}

function conflictOf(own: Claim, other: Claim): string | undefined {
  for (const { port, tls } of own.listen) {
    const theirs = other.listen.find((listener) => listener.port === port);
    if (theirs === undefined) continue;
    if ((theirs.tls === undefined) !== (tls === undefined))
      return `want port ${port} once with TLS and once without`;
    const route = own.routes.find(({ host, path }) =>
      other.routes.some((their) => their.host === host && their.path === path),
    );
    if (route) return `both want the requests for ${route.host ?? 'any host'}${route.path} on port ${port}`;
  }
  return undefined;
}
