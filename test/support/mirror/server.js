import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { hostname } from 'node:os';

/** Paths of all requests that have come in, from their first line on. */
const seen = [];

function answer(request, response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({ hostname: hostname(), path: request.url, headers: request.headers, ...body }),
  );
}

const behaviours = {
  '/seen': (request, response) => answer(request, response, 200, { seen }),
  '/fail': (request, response) => answer(request, response, 503, {}),
  '/silent': () => undefined,
  '/events': (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    let count = 0;
    const timer = setInterval(() => {
      response.write(`data: ${++count}\n\n`);
      if (count < 20) return;
      clearInterval(timer);
      response.end();
    }, 100);
  },
};

const server = createServer((request, response) => {
  seen.push(request.url);
  const [path] = request.url.split('?');
  const behaviour = behaviours[path];
  if (behaviour) return behaviour(request, response);
  let bytes = 0;
  request.on('data', (chunk) => {
    bytes += chunk.length;
  });
  request.on('end', () => answer(request, response, 200, { bytes }));
});

server.on('upgrade', (request, socket) => {
  const key = createHash('sha1').update(
    `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`,
  );
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key.digest('base64')}\r\n\r\n`,
  );
  socket.on('data', (frame) => socket.write(unmasked(frame)));
  socket.on('error', () => socket.destroy());
});

/** A client's short text frame as a server sends it back. */
function unmasked(frame) {
  const length = frame[1] & 0x7f;
  const payload = Buffer.from(frame.subarray(6, 6 + length).map((byte, at) => byte ^ frame[2 + (at % 4)]));
  return Buffer.concat([Buffer.from([frame[0], length]), payload]);
}

server.listen(8080);
process.on('SIGTERM', () => process.exit(0));
