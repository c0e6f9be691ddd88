import type { BalancingRef } from '../../core/balancing.ts';
import { AutoscalerError } from '../../core/errors.ts';
import type { PublishedPort, Survey, SurveyedService } from '../../core/setup.ts';

/** Who looks for the balancer's address, and what is known. */
export interface AddressQuestion {
  readonly survey: Survey;
  readonly balancer: Pick<BalancingRef, 'service' | 'routes' | 'listen'>;
  /** What the user gave. */
  readonly url: string | undefined;
  /** The container this process runs in, if it does: the host's ports are not its own there. */
  readonly containerId: string | undefined;
}

/** Ports in the order in which they are likely to be the clients'. */
const USUAL = [80, 8080, 443, 8443];
const USUAL_TLS = [443, 8443];
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Where requests for the service are to go. Throws `E_CONFIG` when that is not clear. */
export function requestAddress(question: AddressQuestion): URL {
  const { survey, balancer, url, containerId } = question;
  if (url !== undefined) return givenAddress(url, survey, containerId);
  const service = survey.services.find(({ ref }) => ref.service === balancer.service);
  const published = service && clientsPort(service, balancer.listen);
  if (service === undefined || published === undefined)
    throw new AutoscalerError(
      'E_CONFIG',
      `${balancer.service} publishes no port, so where it takes requests is not clear`,
      { at: '--url', fix: 'Name the address: --url http://127.0.0.1:8080/.' },
    );
  const { port, hostIp, hostPort } = published;
  const listener = balancer.listen.find((one) => one.port === port);
  const isTls = listener === undefined ? USUAL_TLS.includes(port) : listener.tls !== undefined;
  const host =
    containerId === undefined
      ? `${outsideAddress(hostIp)}:${hostPort}`
      : `${insideAddress(service, survey, containerId)}:${port}`;
  return new URL(balancer.routes[0]?.path ?? '/', `${isTls ? 'https' : 'http'}://${host}`);
}

/** The policy's own ports where it has some. */
function clientsPort(
  { published }: SurveyedService,
  listen: BalancingRef['listen'],
): PublishedPort | undefined {
  const own = published.filter(({ port }) => listen.some((one) => one.port === port));
  return (own.length > 0 ? own : published).toSorted((a, b) => rank(a.port) - rank(b.port))[0];
}

/** In a container the host's loopback is somebody else's: the address there is that of who publishes the port. */
function givenAddress(text: string, survey: Survey, containerId: string | undefined): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw new AutoscalerError('E_CONFIG', `"${text}" is not an address`, {
      at: '--url',
      fix: 'Give one such as http://127.0.0.1:8080/.',
    });
  if (containerId === undefined || !LOOPBACK.has(url.hostname)) return url;
  const hostPort = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  for (const service of survey.services) {
    const published = service.published.find((one) => one.hostPort === hostPort);
    if (published !== undefined)
      url.host = `${insideAddress(service, survey, containerId)}:${published.port}`;
  }
  return url;
}

function rank(port: number): number {
  const place = USUAL.indexOf(port);
  return place < 0 ? USUAL.length + port : place;
}

function outsideAddress(ip: string): string {
  if (ip === '' || ip === '0.0.0.0') return '127.0.0.1';
  if (ip === '::') return '[::1]';
  return bracketed(ip);
}

/** The address on a network that this process's container is on too; any where the survey does not tell its networks. */
function insideAddress(
  { replicas, ref }: SurveyedService,
  { services }: Survey,
  containerId: string,
): string {
  const own = services.flatMap((one) => one.replicas).find(({ id }) => id === containerId)?.addresses ?? [];
  const isReachable = (networkId: string) =>
    own.length === 0 || own.some((place) => place.networkId === networkId);
  const places = replicas.flatMap(({ addresses }) => addresses);
  const reachable = places.filter(({ networkId }) => isReachable(networkId));
  const ip = reachable.map(({ ipv4, ipv6 }) => ipv4 ?? ipv6).find((one) => one !== undefined);
  if (ip !== undefined) return bracketed(ip);
  throw new AutoscalerError(
    'E_CONFIG',
    `the autoscaler’s container shares no network with ${ref.service}, so it cannot send requests there`,
    { at: '--url', fix: 'Put both on a network in the Compose file, or name an address with --url.' },
  );
}

function bracketed(ip: string): string {
  return ip.includes(':') ? `[${ip}]` : ip;
}
