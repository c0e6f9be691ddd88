import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { Listener } from '../../../../../src/adapters/http/events/listener.ts';

it('who never reads is cut off once a bounded part waits for it', async () => {
  const asked = Promise.withResolvers<ServerResponse>();
  const server = createServer((_, response) => asked.resolve(response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.pause();
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const response = await asked.promise;
  const listener = new Listener(response);
  const chunk = Buffer.alloc(65_536, 'x');
  let sent = 0;
  let waiting = 0;
  while (listener.send(chunk)) {
    sent += chunk.length;
    waiting = Math.max(waiting, response.writableLength);
    await new Promise(setImmediate);
    // What the kernel takes for a connection is a few megabytes.
    expect(sent).toBeLessThan(64e6);
  }
  expect(response.destroyed).toBe(true);
  expect(waiting).toBeLessThan(1_048_576 + 2 * chunk.length);
});
