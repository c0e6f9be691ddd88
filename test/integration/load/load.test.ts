import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { startLoad } from '../../support/load/load.ts';
import type { LoadOptions } from '../../support/load/options.ts';

const servers: { close(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen<S extends Server | ReturnType<typeof createTcpServer>>(server: S): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  return `http://127.0.0.1:${address.port}/`;
}

const serve = (listener: RequestListener): Promise<string> => listen(createServer(listener));

/** Every so many requests, one is spoilt. */
function spoiling(every: number, spoil: RequestListener): RequestListener {
  let count = 0;
  return (request, response) => {
    count += 1;
    if (count % every === 0) spoil(request, response);
    else response.end('fine');
  };
}

const hundred = { mode: 'closed', connections: 4, maxRequests: 100, timeoutMs: 300 } as const;

const run = (url: string, options: Partial<LoadOptions> = {}) =>
  startLoad({ url, ...hundred, ...options }).ended;

test.each<readonly [string, string, RequestListener]>([
  ['a reset before the answer', 'reset', (request) => request.socket.resetAndDestroy()],
  ['a close before the answer', 'reset', (request) => request.socket.destroy()],
  ['an error answer', 'status-503', (_, response) => response.writeHead(503).end('no')],
  ['a redirection', 'status-302', (_, response) => response.writeHead(302).end()],
  ['silence', 'timeout', () => undefined],
  ['an answer that never ends', 'timeout', (_, response) => void response.write('begun')],
  ['something that is not HTTP', 'malformed', (request) => void request.socket.write('what?\r\n\r\n')],
  [
    'an answer cut short by a close',
    'cut',
    (request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('ten bytes.', () => request.socket.end());
    },
  ],
  [
    'an answer cut short by a reset',
    'cut',
    (request, response) => {
      response.writeHead(200);
      response.write('ten bytes.', () => setTimeout(() => request.socket.resetAndDestroy(), 20));
    },
  ],
])('%s is counted as %s, each one once', async (_, kind, spoil) => {
  const url = await serve(spoiling(10, spoil));
  const report = await run(url);
  expect(report).toMatchObject({ sent: 100, ok: 90, failed: 10, failures: { [kind]: 10 }, endedBy: 'count' });
  expect(report.firstFailures.map((note) => note.kind)).toEqual(Array(10).fill(kind));
});

test('a server that is not there refuses every request', async () => {
  const gone = createServer();
  const url = await listen(gone);
  await new Promise((resolve) => gone.close(resolve));
  expect(await run(url)).toMatchObject({ sent: 100, ok: 0, failures: { refused: 100 } });
});

test('an idle connection closed under a request is counted, never repeated in silence', async () => {
  let requests = 0;
  const url = await serve((request, response) => {
    requests += 1;
    response.end('fine');
    // Keep-alive was promised, but the next request meets a closed connection.
    response.on('finish', () => setImmediate(() => request.socket.resetAndDestroy()));
  });
  const report = await run(url, { connections: 1 });
  expect(report.ok).toBe(requests);
  expect(report.ok + report.failed).toBe(100);
});

test('an answer that ends with its connection is whole', async () => {
  const url = await serve((_, response) =>
    response.writeHead(200, { connection: 'close' }).end('x'.repeat(500_000)),
  );
  expect(await run(url)).toMatchObject({ ok: 100, failed: 0, connectionsOpened: 100 });
});

test('POSTs come back as they were sent, and another body is counted', async () => {
  const echo: RequestListener = (request, response) => void request.pipe(response);
  const post = { method: 'POST', body: 'täglich', expectEcho: true } as const;
  expect(await run(await serve(echo), post)).toMatchObject({ ok: 100, failed: 0 });
  expect(await run(await serve((_, response) => response.end('other')), post)).toMatchObject({
    failures: { mismatch: 100 },
  });
});

test('keep-alive connections are reused, fresh ones are not', async () => {
  const url = await serve((_, response) => response.end('fine'));
  expect((await run(url)).connectionsOpened).toBeLessThanOrEqual(4);
  expect((await run(url, { freshConnections: true })).connectionsOpened).toBe(100);
});

test('an idle connection is closed by the client, long before the server would', async () => {
  const server = createServer((_, response) => response.end('fine'));
  server.keepAliveTimeout = 60_000;
  const closedAfter = new Promise<number>((resolve) => {
    server.on('connection', (socket) => {
      const openedAt = performance.now();
      socket.once('close', () => resolve(performance.now() - openedAt));
    });
  });
  const url = await listen(server);
  const load = startLoad({ url, mode: 'open', connections: 4, rate: 50, idleMs: 200 });
  await expect.poll(() => load.sample().ok, { timeout: 5000 }).toBeGreaterThan(0);
  load.setRate(0);
  expect(await closedAfter).toBeLessThan(5000);
  expect((await load.stop()).failed).toBe(0);
});

test('the open loop keeps its rate, follows changes, and tells phases apart', async () => {
  const url = await serve((_, response) => response.end('fine'));
  const load = startLoad({ url, mode: 'open', connections: 16, rate: 50 });
  load.mark('calm');
  await expect.poll(() => load.sample().last?.second, { timeout: 10_000 }).toBe(1);
  load.mark('busy');
  load.setRate(400);
  await expect.poll(() => load.sample().last?.second, { timeout: 10_000 }).toBe(4);
  const report = await load.stop();
  const [calm, , busy] = [report.seconds[0], report.seconds[2], report.seconds[3]];
  expect(calm?.sent).toBeGreaterThan(40);
  expect(calm?.sent).toBeLessThan(60);
  expect(busy?.sent).toBeGreaterThan(350);
  expect(busy?.sent).toBeLessThan(450);
  expect(report.phases.map((phase) => phase.name)).toEqual(['load', 'calm', 'busy']);
  expect(report.phases.reduce((sum, phase) => sum + phase.sent, 0)).toBe(report.sent);
  expect(report).toMatchObject({ failed: 0, unsent: 0, endedBy: 'stop' });
});

test('what is due when the load is stopped is sent while a connection is free', async () => {
  const url = await serve((_, response) => response.end('fine'));
  for (let round = 0; round < 5; round++) {
    const load = startLoad({ url, mode: 'open', connections: 64, rate: 1000 });
    await expect.poll(() => load.sample().sent, { timeout: 5000, interval: 7 }).toBeGreaterThan(0);
    expect(await load.stop()).toMatchObject({ failed: 0, unsent: 0 });
  }
});

test('what the connections cannot carry is late, counted from when it was due, or reported as unsent', async () => {
  const url = await serve((_, response) => setTimeout(() => response.end('fine'), 100));
  const report = await startLoad({ url, mode: 'open', connections: 2, rate: 100, maxDurationMs: 1500 }).ended;
  expect(report.endedBy).toBe('duration');
  expect(report.sent).toBeLessThan(40);
  expect(report.late).toBeGreaterThan(report.sent / 2);
  expect(report.sent + report.unsent).toBeGreaterThan(140);
  expect(report.latency.max).toBeGreaterThan(1000);
  expect(report.failed).toBe(0);
});
