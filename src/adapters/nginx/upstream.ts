import type { ServerAddress } from '../../core/server-address.ts';
import { hostPort } from '../../core/server-address.ts';
import type { SafeNames } from './names.ts';
import type { SafeOptions } from './options.ts';
import { seconds } from './units.ts';

/** In the place of servers where there is none: nginx refuses an upstream that is empty. */
const NOBODY = '  server 127.0.0.1:1 down;';

const METHODS = {
  roundrobin: [],
  leastconn: ['  least_conn;'],
  source: ['  hash $binary_remote_addr consistent;'],
  random: ['  random two least_conn;'],
} as const satisfies Record<SafeOptions['algorithm'], readonly string[]>;

/** A server of an upstream. */
export interface UpstreamServer extends ServerAddress {
  /** Who it is, for a comment. */
  readonly name: string;
  /** The replica's number. */
  readonly number: number;
}

/** The service's upstream with all its servers. */
export function upstreamLines(
  names: SafeNames,
  options: SafeOptions,
  servers: readonly UpstreamServer[],
): readonly string[] {
  const weights = weightsOf(options, servers);
  const breaker = breakerOf(options);
  const lines = servers.map(
    (server) =>
      `  server ${hostPort(server)}${weights.get(server) ?? ''}${breaker}; # ${commentWord(server.name)}`,
  );
  return [
    `upstream ${names.backend} {`,
    `  zone ${names.zone} ${zoneKilobytes(servers.length, options)}k;`,
    ...METHODS[options.algorithm],
    ...(lines.length === 0 ? [NOBODY] : lines),
    ...keepAlive(32),
    '}',
  ];
}

/** Idle connections to replicas that a worker keeps, for less long than any common server does. */
export function keepAlive(connections: number): readonly string[] {
  return [`  keepalive ${connections};`, '  keepalive_timeout 1s;'];
}

/** When a server is left out, and for how long. */
export function breakerOf({ circuitBreaker }: SafeOptions): string {
  if (circuitBreaker === undefined) return '';
  return ` max_fails=${circuitBreaker.failures} fail_timeout=${seconds(circuitBreaker.pauseMs)}`;
}

/** Shares in the smallest whole numbers: a hash spends memory on each unit of weight. */
function weightsOf(
  { weights }: SafeOptions,
  servers: readonly UpstreamServer[],
): ReadonlyMap<UpstreamServer, string> {
  const shares = servers.map((server) => [server, weights[server.number] ?? 100] as const);
  const unit = shares.reduce((sum, [, share]) => commonDivisor(sum, share), 0);
  return new Map(shares.map(([server, share]) => [server, weightOf(share, unit)]));
}

function weightOf(share: number, unit: number): string {
  if (share === 0) return ' down';
  return share === unit ? '' : ` weight=${share / unit}`;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** nginx needs less than 2 KiB per server; with sticky clients each is in up to four upstreams. */
function zoneKilobytes(servers: number, { stickyCookie }: SafeOptions): number {
  return 64 * Math.ceil((servers * (stickyCookie === undefined ? 1 : 4) + 1) / 16);
}

/** A word that is safe in a comment. */
function commentWord(text: string): string {
  return text.replace(/[^A-Za-z0-9_.-]/g, '_').slice(0, 128);
}

/** The servers that a main file's upstream has. */
export function readServers(lines: readonly string[]): readonly ServerAddress[] {
  const own = lines.slice(0, lines.indexOf('}') + 1 || undefined);
  return own.flatMap((line) =>
    line === NOBODY ? [] : addressIn(/^ {2}server (\S+?)(?: [a-z0-9_= ]+)?;/, line),
  );
}

/** The address at the pattern's first group, if there is one. */
export function addressIn(pattern: RegExp, line: string): readonly ServerAddress[] {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+)):(\d+)$/.exec(pattern.exec(line)?.[1] ?? '');
  const address = match?.[1] ?? match?.[2];
  return address === undefined ? [] : [{ address, port: Number(match?.[3]) }];
}
