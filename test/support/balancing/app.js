import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** A replica that tells who it is, and can be made to fail from outside the balancer. */
let isBroken = false;
/** Requests on which it hung up without an answer. */
let hungUp = 0;
/** What `/hold` waits for. */
let gate = Promise.withResolvers();
/** The paths of all requests so far, from the moment they began. */
const seen = [];

async function events(response) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (let tick = 0; !response.destroyed; tick += 1) {
    response.write(`data: ${hostname()} ${tick}\n\n`);
    await sleep(100);
  }
}

function tell(response, status, more = {}) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ name: hostname(), ...more }));
}

async function handle(request, response) {
  const url = new URL(request.url, 'http://app');
  if (url.pathname === '/healthz') return tell(response, 200);
  if (url.pathname === '/seen') return tell(response, 200, { seen });
  seen.push(url.pathname);
  if (url.pathname === '/break' || url.pathname === '/mend') {
    isBroken = url.pathname === '/break';
    return tell(response, 200);
  }
  if (url.pathname === '/let-go') {
    gate.resolve();
    gate = Promise.withResolvers();
    return tell(response, 200);
  }
  if (url.pathname === '/hold') await gate.promise;
  if (url.pathname === '/hung-up') return tell(response, 200, { hungUp });
  if (url.pathname === '/hang-up') {
    hungUp += 1;
    return request.socket.destroy();
  }
  if (isBroken) return tell(response, 500);
  if (url.pathname === '/events') return await events(response);
  await sleep(Number(url.searchParams.get('ms') ?? 0));
  let bytes = 0;
  for await (const chunk of request) bytes += chunk.length;
  tell(response, 200, { bytes, path: url.pathname, headers: request.headers });
}

const server = createServer((request, response) => {
  handle(request, response).catch(() => response.destroy());
});

/** Says every short text back with its own name before it. */
server.on('upgrade', (request, socket) => {
  const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash('sha1').update(key).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  socket.on('error', () => socket.destroy());
  socket.on('data', (frame) => {
    const length = frame[1] & 0x7f;
    const text = frame.subarray(6, 6 + length).map((byte, at) => byte ^ frame[2 + (at % 4)]);
    const answer = Buffer.from(`${hostname()} ${Buffer.from(text)}`);
    if ((frame[0] & 0x0f) === 1) socket.write(Buffer.concat([Buffer.from([0x81, answer.length]), answer]));
    else socket.end();
  });
});

process.on('SIGTERM', () => process.exit(0));
server.listen(8080);
