import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { AutoscalerError } from '../../core/errors.ts';
import type { BalancerContainer, ContainerHost } from '../../core/ports.ts';
import type { HaproxyCommandLine } from './command-line.ts';
import { parseCommandLine } from './command-line.ts';
import { safePath } from './safe-text.ts';
import type { HaproxyRef } from './service.ts';
import type { Endpoint } from './socket.ts';

/** A balancer's container and how to speak to what runs in it. */
export interface Connection {
  readonly container: BalancerContainer;
  readonly line: HaproxyCommandLine;
  readonly runtime: Endpoint;
  /** The master's command line; undefined when there is none within reach. */
  readonly master?: Endpoint;
}

/** Finds balancers, and remembers the ways to their sockets until they restart. */
export class Connector {
  readonly #host: ContainerHost;
  readonly #known = new Map<string, { readonly startedAt: number; readonly ways: Connection }>();

  constructor(host: ContainerHost) {
    this.#host = host;
  }

  /** Throws `E_BALANCER_MISSING`, `E_BALANCER_SOCKET`, `E_BALANCER_UNSUPPORTED`. */
  async connect(
    project: string,
    balancer: Pick<HaproxyRef, 'service' | 'socket'>,
    signal: AbortSignal,
  ): Promise<Connection> {
    const container = await this.#host.find({ project, service: balancer.service }, signal);
    const key = `${project}/${balancer.service}/${balancer.socket}`;
    const known = this.#known.get(key);
    if (known?.startedAt === container.startedAt && known.ways.container.id === container.id) {
      return { ...known.ways, container };
    }
    const line = parseCommandLine(container.command, container.name);
    const runtime = await this.#runtime(container, balancer, signal);
    const path = line.masterSocket;
    const master =
      path === undefined ? undefined : await this.#host.reachablePath(container.id, path, signal);
    const ways: Connection = {
      container,
      line,
      runtime,
      ...(master === undefined ? {} : { master: { kind: 'unix', path: master } }),
    };
    this.#known.set(key, { startedAt: container.startedAt, ways });
    return ways;
  }

  async #runtime(
    container: BalancerContainer,
    { service, socket }: Pick<HaproxyRef, 'service' | 'socket'>,
    signal: AbortSignal,
  ): Promise<Endpoint> {
    const tcp = parseTcp(socket);
    if (tcp !== undefined) return { ...tcp, host: await reachableHost(tcp.host, service, container) };
    const path = safePath('balancer.socket', socket);
    const reachable = await this.#host.reachablePath(container.id, path, signal);
    if (reachable !== undefined) return { kind: 'unix', path: reachable };
    const directory = path.slice(0, path.lastIndexOf('/')) || '/';
    throw new AutoscalerError(
      'E_BALANCER_SOCKET',
      `HAProxy's runtime socket ${path} of ${container.name} lies where the autoscaler cannot reach it`,
      {
        fix: `Mount one named volume at ${directory} in the service "${service}" and in the autoscaler’s, or use balancer.socket tcp://${service}:PORT.`,
        at: 'balancer.socket',
      },
    );
  }
}

function parseTcp(socket: string): (Endpoint & { kind: 'tcp' }) | undefined {
  const match = /^tcp:\/\/(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9_.-]+)):(\d{1,5})$/.exec(socket);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host === undefined || port < 1 || port > 65_535 ? undefined : { kind: 'tcp', host, port };
}

/** The host itself, or the container's address when its name means nothing here, as outside of its network. */
async function reachableHost(host: string, service: string, container: BalancerContainer): Promise<string> {
  if (isIP(host) !== 0 || ![service, container.name].includes(host)) return host;
  const address = Object.values(container.addresses)[0];
  if (address === undefined) return host;
  return lookup(host).then(
    () => host,
    () => address,
  );
}
