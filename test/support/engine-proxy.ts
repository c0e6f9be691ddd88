import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What to do with a request; `swallow` passes it on and keeps the answer, undefined only passes it on. */
export type ProxyRule = (method: string, url: string) => 'fail' | 'hang' | 'swallow' | undefined;

/** A door to an engine that can be made to fail. */
export interface EngineProxy {
  /** Its address in the form of DOCKER_HOST. */
  readonly host: string;
  rule: ProxyRule;
  /** How many requests came for which `rule` had an answer. */
  readonly caught: () => number;
  /** Cuts every connection there is. */
  readonly cut: () => void;
  readonly close: () => Promise<void>;
}

/** Opens a door to the engine at a unix:// address. Call `close` in the end. */
export async function engineProxy(engineHost: string): Promise<EngineProxy> {
  const socketPath = engineHost.replace('unix://', '');
  const folder = await mkdtemp(join(tmpdir(), 'cadk-proxy-'));
  const path = join(folder, 'docker.sock');
  let caught = 0;
  const proxy: EngineProxy = {
    host: `unix://${path}`,
    rule: () => undefined,
    caught: () => caught,
    cut: () => server.closeAllConnections(),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await rm(folder, { recursive: true });
    },
  };
  const server = createServer((incoming, outgoing) => {
    const verdict = proxy.rule(incoming.method ?? '', incoming.url ?? '');
    if (verdict === undefined) return passOn(incoming, outgoing, socketPath);
    caught += 1;
    if (verdict === 'hang') return;
    if (verdict === 'swallow') return swallow(incoming, socketPath);
    outgoing.writeHead(500, { 'content-type': 'application/json' });
    outgoing.end('{"message":"failed on purpose"}');
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return proxy;
}

function swallow(incoming: IncomingMessage, socketPath: string): void {
  const { method, url, headers } = incoming;
  const onward = request({ socketPath, method, path: url, headers, agent: false }, (answer) =>
    answer.resume(),
  );
  incoming.pipe(onward);
}

function passOn(incoming: IncomingMessage, outgoing: ServerResponse, socketPath: string): void {
  const { method, url, headers } = incoming;
  const onward = request({ socketPath, method, path: url, headers, agent: false }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    outgoing.flushHeaders();
    answer.pipe(outgoing);
    answer.on('error', () => outgoing.destroy());
  });
  onward.on('error', () => outgoing.destroy());
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}
