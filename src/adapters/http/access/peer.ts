import type { FastifyRequest } from 'fastify';

const FORWARDING = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'] as const;

/**
 * Whether the request comes straight from a program on this machine: over loopback, by a loopback name (so that no
 * page of the web gets here under a name of its own), and not through a proxy.
 */
export function isLocal({ raw, headers }: FastifyRequest): boolean {
  return (
    isLoopback(raw.socket.remoteAddress ?? '') &&
    isLoopback(hostName(headers.host ?? '')) &&
    FORWARDING.every((name) => headers[name] === undefined)
  );
}

/** Whether a page of another origin sent the request. */
export function isForeign({ headers }: FastifyRequest): boolean {
  const { origin, host } = headers;
  if (headers['sec-fetch-site'] === 'cross-site') return true;
  return origin !== undefined && URL.parse(origin)?.host !== host;
}

function hostName(host: string): string {
  return host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}

function isLoopback(name: string): boolean {
  const address = name.replace(/^::ffff:/, '');
  return address === '::1' || address === 'localhost' || /^127(?:\.\d{1,3}){3}$/.test(address);
}
