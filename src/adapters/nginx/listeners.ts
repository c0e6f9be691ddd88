import type { Listener, Route } from '../../core/balancing.ts';
import { AutoscalerError } from '../../core/errors.ts';
import type { NginxFacts } from './facts.ts';
import type { Serving } from './serving.ts';

/** What each service serves, by `project/service`. */
export type Servings = ReadonlyMap<string, Serving>;

/** A path at one port and host that is a service's. */
interface Claim extends Route, Pick<Listener, 'tls'> {
  readonly owner: string;
  readonly location: string;
}

/** A `server` block: its port, and one host or all others. */
interface Server {
  readonly port: number;
  readonly host: string | undefined;
  /** Those for this host itself. */
  readonly own: readonly Claim[];
  /** Those whose requests come here. */
  readonly claims: readonly Claim[];
  readonly isTls: boolean;
  readonly atPort: readonly Claim[];
}

/** The `server` blocks of all services together. */
export function listenerLines(servings: Servings, facts: NginxFacts): readonly string[] {
  return serversOf(servings).flatMap((server) => ['', ...serverLines(server, facts)]);
}

/** Throws `E_BALANCER_UNSUPPORTED` when two services want the same requests, or one port with and without TLS. */
export function assertCompatible(servings: Servings): void {
  for (const { port, own, atPort } of serversOf(servings)) {
    for (const [index, claim] of own.entries()) {
      const where = `port ${port}${claim.host === undefined ? '' : `, host ${claim.host}`}`;
      const mixed = atPort.find(({ tls }) => (tls === undefined) !== (claim.tls === undefined));
      if (mixed) throw conflict('balancer.listen', `port ${port}, with TLS and without`, claim, mixed);
      for (const other of own.slice(0, index)) {
        if (JSON.stringify(claim.tls) !== JSON.stringify(other.tls))
          throw conflict('balancer.listen', `${where}, with different certificates`, claim, other);
        if (claim.path === other.path && claim.owner !== other.owner)
          throw conflict('balancer.routes', `${where}, path ${claim.path}`, claim, other);
      }
    }
  }
}

function conflict(at: string, what: string, one: Claim, other: Claim): AutoscalerError {
  return new AutoscalerError('E_BALANCER_UNSUPPORTED', `${one.owner} and ${other.owner} both want ${what}`, {
    fix: `Change ${at} of one of them; a service that is gone has its files in the balancer’s directory still.`,
    at,
  });
}

function serversOf(servings: Servings): readonly Server[] {
  const claims = [...servings].toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(claimsOf);
  const byPort = [...Map.groupBy(claims, ({ port }) => port)].toSorted(([a], [b]) => a - b);
  return byPort.flatMap(([port, atPort]) => {
    const isTls = atPort.some(({ tls }) => tls !== undefined);
    const hosts = new Set([undefined, ...atPort.map(({ host }) => host).toSorted()]);
    return [...hosts].map((host) => {
      const own = atPort.filter((claim) => claim.host === host);
      return { port, host, own, isTls, atPort, claims: claimsFor(host, atPort) };
    });
  });
}

function claimsOf([owner, { listen, routes, location }]: readonly [string, Serving]) {
  return listen.flatMap(({ port, tls }) =>
    routes.map((route) => ({ ...route, ...(tls && { tls }), port, owner, location })),
  );
}

/** The most exact host counts first, then the longest path: wider claims hold where no more exact one does. */
function claimsFor(host: string | undefined, claims: readonly Claim[]): readonly Claim[] {
  const fitting = claims.filter((claim) => claim.host === undefined || covers(claim.host, host));
  const byExactness = fitting.toSorted((a, b) => exactness(b) - exactness(a));
  return byExactness.filter(
    (claim, index) =>
      !byExactness
        .slice(0, index)
        .some(
          (other) =>
            isBelow(claim.path, other.path) && (other.host !== claim.host || other.path === claim.path),
        ),
  );
}

function exactness({ host }: Claim): number {
  return host === undefined ? 0 : host.length + (host.startsWith('*.') ? 0 : 1000);
}

function isBelow(path: string, other: string): boolean {
  return other === '/' || path === other || path.startsWith(`${other}/`);
}

function covers(wide: string, host: string | undefined): boolean {
  return wide === host || (wide.startsWith('*.') && host?.endsWith(wide.slice(1)) === true);
}

function serverLines({ port, host, own, claims, isTls }: Server, facts: NginxFacts): readonly string[] {
  const suffix = `${isTls ? ' ssl' : ''}${host === undefined ? ' default_server' : ''};`;
  const others = claims.some(({ path }) => path === '/') ? [] : ['  location / {', '    return 404;', '  }'];
  return [
    'server {',
    `  listen ${port}${suffix}`,
    ...(facts.hasIpv6 ? [`  listen [::]:${port}${suffix}`] : []),
    `  server_name ${host ?? '_'};`,
    ...(isTls ? tlsLines(own[0]) : []),
    ...keepAliveLines(facts),
    '  # A connection on which no request comes keeps an old worker no longer than this.',
    '  client_header_timeout 10s;',
    ...claims.toSorted((a, b) => (a.path < b.path ? -1 : 1)).flatMap(locations),
    ...others,
    '}',
  ];
}

/** Without a certificate for any host, only those with a name of their own are talked to. */
function tlsLines(claim: Claim | undefined): readonly string[] {
  if (claim?.tls === undefined) return ['  ssl_reject_handshake on;'];
  return [
    `  ssl_certificate ${claim.tls.certificate};`,
    `  ssl_certificate_key ${claim.tls.key};`,
    '  ssl_protocols TLSv1.2 TLSv1.3;',
  ];
}

/** So that a reload closes no connection on which a request is just being sent. */
function keepAliveLines({ keepsIdleConnections }: NginxFacts): readonly string[] {
  return keepsIdleConnections
    ? ['  keepalive_timeout 65s;', '  keepalive_min_timeout 10s;']
    : [
        '  # This nginx closes idle connections at a reload, whatever is being sent on them.',
        '  keepalive_timeout 0;',
      ];
}

/** The path itself and all below it, but no other path that begins alike. */
function locations({ path, location }: Claim): readonly string[] {
  const include = [`    include ${location};`, '  }'];
  if (path === '/') return ['  location / {', ...include];
  return [`  location = ${path} {`, ...include, `  location ${path}/ {`, ...include];
}
