import { openSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { hostname } from 'node:os';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocketServer } from 'ws';

const ledger = openSync(`/ledger/${hostname()}`, 'a');
const events = 10;

/** Writes down what it did before it says so: the ledger tells what was done twice. */
async function order(request, response) {
  const id = await text(request);
  writeSync(ledger, `${id}\n`);
  response.end(id);
}

async function stream(response, ms) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  for (let event = 1; event <= events; event++) {
    response.write(`id: ${event}\ndata: ${hostname()}\n\n`);
    await sleep(ms / events);
  }
  response.end('event: end\ndata:\n\n');
}

/** As web pages do: log-normal, a median of 20 ms and a p99 of 100 ms, most of it spent waiting for others. */
function pageMs() {
  const normal = Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  return 20 * Math.exp((Math.log(5) / 2.326) * normal);
}

async function handle(request, response) {
  const url = new URL(request.url, 'http://replica');
  const ms = Number(url.searchParams.get('ms'));
  if (request.method === 'POST') return await order(request, response);
  if (url.pathname === '/stream') return await stream(response, ms);
  if (url.pathname === '/page') await sleep(pageMs());
  if (ms > 0) await sleep(ms);
  response.end('ok\n');
}

const server = createServer((request, response) => {
  handle(request, response).catch(() => response.destroy());
});
// Longer than any balancer keeps a connection to it idle.
server.keepAliveTimeout = 65_000;

const sockets = new WebSocketServer({ server, path: '/socket' });
sockets.on('connection', (socket) => {
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
});

// Leaving at once is the worst case for whoever takes this replica away.
process.on('SIGTERM', () => process.exit(0));
server.listen(8080);
