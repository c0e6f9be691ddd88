import type { Route } from '../../core/balancing.ts';
import type { Claim } from './claim.ts';

/** Where requests go that no service claims. */
export const UNROUTED_BACKEND = 'autoscaler-unrouted';

/** The frontend of one port: of all services that have it. */
export function frontendLines(port: number, claims: readonly Claim[], hasIpv6: boolean): readonly string[] {
  const here = claims.filter(({ listen }) => listen.some((listener) => listener.port === port));
  const files = here.flatMap(({ listen }) =>
    listen.flatMap((listener) => (listener.port === port && listener.tls ? [listener.tls.certificate] : [])),
  );
  const certificates = [...new Set(files)];
  const isTls = certificates.length > 0;
  const tls = isTls
    ? ` ssl ${certificates.map((file) => `crt ${quoted(file)}`).join(' ')} alpn h2,http/1.1`
    : '';
  const clientMs = Math.max(...here.map((claim) => claim.clientMs));
  return [
    `frontend autoscaler-${port}`,
    '  mode http',
    `  bind *:${port}${tls}`,
    ...(hasIpv6 ? [`  bind [::]:${port} v6only${tls}`] : []),
    `  timeout client ${clientMs}ms`,
    '  timeout http-request 10s',
    '  timeout http-keep-alive 5s',
    '  # A reload closes idle keep-alive connections only with their next answer: no request meets a closed one.',
    '  option idle-close-on-response',
    '  option forwardfor',
    `  http-request set-header X-Forwarded-Proto ${isTls ? 'https' : 'http'}`,
    ...routeLines(here),
    `  default_backend ${UNROUTED_BACKEND}`,
  ];
}

/** The most exact first: a host, hosts below a domain, any host; among them the longest path. */
function routeLines(claims: readonly Claim[]): readonly string[] {
  return claims
    .flatMap(({ backend, routes }) => routes.map((route) => ({ backend, route })))
    .toSorted((a, b) => compare(rankOf(a.route), rankOf(b.route)))
    .map(({ backend, route }) => {
      const condition = conditionOf(route);
      // By name at run time: HAProxy boots even when the backend's file was taken away.
      return `  use_backend %[str(${backend})]${condition === '' ? '' : ` if ${condition}`}`;
    });
}

function rankOf({ host, path }: Route): readonly (number | string)[] {
  const kind = host === undefined ? 2 : host.startsWith('*.') ? 1 : 0;
  return [kind, -(host?.length ?? 0), host ?? '', -path.length, path];
}

function compare(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  const [left = 0, right = 0] = [a[at], b[at]];
  return at < 0 ? 0 : left < right ? -1 : 1;
}

function conditionOf({ host, path }: Route): string {
  const ofHost = hostCondition(host);
  if (path === '/') return ofHost;
  const below = `{ path_beg ${quoted(`${path}/`)} }`;
  return [`{ path -m str ${quoted(path)} }`, below].map((each) => `${ofHost} ${each}`.trim()).join(' or ');
}

function hostCondition(host: string | undefined): string {
  if (host === undefined) return '';
  const name = 'req.hdr(host),field(1,:),lower';
  return host.startsWith('*.')
    ? `{ ${name} -m end ${quoted(host.slice(1))} }`
    : `{ ${name} -m str ${quoted(host)} }`;
}

/** Between single quotes nothing but the quote itself means anything to HAProxy. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
