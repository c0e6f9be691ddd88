import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { basename } from 'node:path';
import { packFiles } from '../../../src/adapters/docker/archive.ts';
import { containerStats, inspectedContainer, listedContainer } from './containers.ts';
import type { Fleet } from './fleet.ts';

/** What the imagined engine is made of. */
export interface DockerStubOptions {
  readonly fleet: Fleet;
  readonly socket: string;
  /** Where HAProxy's sockets are. */
  readonly socketDirectory: string;
  /** Files in the balancer's container, by path. */
  readonly files: ReadonlyMap<string, string>;
}

type Handler = (url: URL, request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

const LOCK_ID = 'f'.repeat(64);

/** Answers what the controller asks an engine for, from payloads rendered beforehand. */
export async function startDockerStub(options: DockerStubOptions): Promise<void> {
  const routes = routesOf(options);
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://engine');
    const handler = routes.find(([method, path]) => method === request.method && path.test(url.pathname));
    if (handler === undefined) send(response, 404, '{"message":"No such container: stub"}');
    else void handler[2](url, request, response);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(options.socket, resolve));
}

function routesOf({
  fleet,
  socketDirectory,
  files,
}: DockerStubOptions): readonly (readonly [string, RegExp, Handler])[] {
  const { balancer } = fleet;
  const containers = [balancer, ...fleet.services.flatMap((service) => service.containers)];
  const byId = new Map(containers.map((container) => [container.id, container]));
  const all = Buffer.from(JSON.stringify(containers.map((container) => listedContainer(fleet, container))));
  const balancers = Buffer.from(JSON.stringify([listedContainer(fleet, balancer)]));
  const startedAt = Date.now() - 3_600_000;
  return [
    [
      'GET',
      /^\/containers\/json$/,
      (url, _, response) => {
        const filters = url.searchParams.get('filters') ?? '';
        send(response, 200, filters.includes(`service=${balancer.service}`) ? balancers : all);
      },
    ],
    [
      'GET',
      /^\/containers\/[0-9a-f]{64}\/stats$/,
      (_, __, response) => send(response, 200, JSON.stringify(containerStats(Date.now() - startedAt))),
    ],
    [
      'GET',
      /^\/containers\/[0-9a-f]{64}\/json$/,
      (url, _, response) => {
        const container = byId.get(idIn(url));
        if (container === undefined) send(response, 404, '{"message":"No such container: stub"}');
        else send(response, 200, JSON.stringify(inspectedContainer(fleet, container, socketDirectory)));
      },
    ],
    [
      'GET',
      /^\/containers\/[0-9a-f]{64}\/archive$/,
      async (url, _, response) => {
        const path = url.searchParams.get('path') ?? '';
        const content = files.get(path);
        if (content === undefined) return send(response, 404, '{"message":"Could not find the file"}');
        const file = { path: basename(path), content: Buffer.from(content), mode: 0o644, uid: 0, gid: 0 };
        send(response, 200, await packFiles([file]));
      },
    ],
    [
      'PUT',
      /^\/containers\/[0-9a-f]{64}\/archive$/,
      (_, request, response) => {
        request.resume().once('end', () => send(response, 200, ''));
      },
    ],
    [
      'POST',
      /^\/containers\/create$/,
      (_, request, response) => {
        request
          .resume()
          .once('end', () => send(response, 201, JSON.stringify({ Id: LOCK_ID, Warnings: [] })));
      },
    ],
    ['DELETE', /^\/containers\/[0-9a-f]{64}$/, (_, __, response) => send(response, 204, '')],
    [
      'GET',
      /^\/info$/,
      (_, __, response) =>
        send(
          response,
          200,
          JSON.stringify({ NCPU: 64, MemTotal: 2 ** 38, SystemTime: new Date().toISOString() }),
        ),
    ],
    ['GET', /^\/events$/, (_, __, response) => void response.writeHead(200).flushHeaders()],
  ];
}

function idIn(url: URL): string {
  return url.pathname.split('/')[2] ?? '';
}

function send(response: ServerResponse, status: number, body: string | Buffer): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}
