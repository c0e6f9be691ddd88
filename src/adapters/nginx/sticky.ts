import { canonicalAddress, hostPort } from '../../core/server-address.ts';
import type { SafeNames } from './names.ts';
import type { SafeOptions } from './options.ts';
import type { UpstreamServer } from './upstream.ts';
import { breakerOf, keepAlive } from './upstream.ts';

/** Others that a client goes to while its own replica fails. */
const BACKUPS = 2;

/** The variable that names the upstream of a client. */
export function targetVariable({ prefix }: SafeNames): string {
  return `$${prefix}_target`;
}

/** The variable with the cookie to be set; empty when the client has the right one. */
export function cookieVariable({ prefix }: SafeNames): string {
  return `$${prefix}_cookie`;
}

/**
 * Clients that stay with their replica by a cookie with its number: an upstream for each replica, with the next ones
 * as backups; a map from the cookie to them, others going to all; and a map from who answered to the cookie to set.
 */
export function stickyLines(
  names: SafeNames,
  options: SafeOptions,
  servers: readonly UpstreamServer[],
): readonly string[] {
  const { stickyCookie: cookie } = options;
  if (cookie === undefined) return [];
  const { prefix, backend } = names;
  const upstreamOf = ({ number }: UpstreamServer) => `${prefix}_${number}`;
  const answered = `$${prefix}_answered`;
  const replica = `$${prefix}_replica`;
  return [
    '',
    ...servers.flatMap((server, index) => [
      `upstream ${upstreamOf(server)} {`,
      `  zone ${names.zone};`,
      `  server ${hostPort(server)}${breakerOf(options)};`,
      ...next(servers, index).map((other) => `  server ${hostPort(other)}${breakerOf(options)} backup;`),
      ...keepAlive(8),
      '}',
    ]),
    `map $cookie_${cookie} ${targetVariable(names)} {`,
    `  default ${backend};`,
    ...servers.map((server) => `  ${server.number} ${upstreamOf(server)};`),
    '}',
    '',
    '# Of several that were tried, the last one answered.',
    `map $upstream_addr ${answered} {`,
    "  default '';",
    '  ~([^,\\x20]+)$ $1;',
    '}',
    `map ${answered} ${replica} {`,
    "  default '';",
    ...servers.map((server) => `  ${answeredAs(server)} ${server.number};`),
    '}',
    `map $cookie_${cookie}:${replica} ${cookieVariable(names)} {`,
    `  default '${cookie}=${replica}; Path=/; HttpOnly';`,
    "  ~:$ '';",
    "  ~^(.+):\\1$ '';",
    '}',
  ];
}

function next(servers: readonly UpstreamServer[], index: number): readonly UpstreamServer[] {
  return [...servers.slice(index + 1), ...servers.slice(0, index)].slice(0, BACKUPS);
}

/** A plain key would not fit into nginx's hash where an IPv6 address is long. */
function answeredAs({ address, port }: UpstreamServer): string {
  if (!address.includes(':')) return `${address}:${port}`;
  return `~^\\[${canonicalAddress(address)}\\]:${port}$`;
}
