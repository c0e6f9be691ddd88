import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { serve } from '../../../../src/adapters/http/server.ts';
import { listening, options } from './fixtures.ts';

describe('serving', () => {
  it('answers at the address it names, and no more once closed', async () => {
    const { address, close } = await listening();
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const response = await fetch(`${address}/healthz`);
    expect(await response.json()).toEqual({ status: 'ok' });
    await close();
    await expect(fetch(`${address}/healthz`)).rejects.toThrow();
  });

  it('closes although a connection is kept open', async () => {
    const { address, close } = await listening();
    const socket = connect(Number(new URL(address).port), '127.0.0.1');
    socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n');
    await once(socket, 'data');
    const ended = once(socket, 'close');
    await close();
    await ended;
  });

  it('fails with the fix when the port is taken', async () => {
    const { address } = await listening();
    const listen = { host: '127.0.0.1', port: Number(new URL(address).port) };
    await expect(serve({ ...options().given, listen })).rejects.toMatchObject({
      code: 'E_HTTP_LISTEN',
      message: expect.stringContaining(`127.0.0.1:${listen.port}`),
      fix: expect.stringContaining('choose another port'),
    });
  });

  it('fails with the fix when the machine has no such address', async () => {
    const listen = { host: '192.0.2.1', port: 0 };
    await expect(serve({ ...options().given, listen })).rejects.toMatchObject({
      code: 'E_HTTP_LISTEN',
      fix: expect.stringContaining('no such address'),
    });
  });
});
