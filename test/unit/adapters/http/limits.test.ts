import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { fastify } from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { answerFailures } from '../../../../src/adapters/http/failures.ts';
import { limitAnswers } from '../../../../src/adapters/http/limits.ts';
import { buildServer } from '../../../../src/adapters/http/server.ts';
import { TOKENS } from './api/asking.ts';
import { listening, options } from './fixtures.ts';

describe('who asks too often', () => {
  it('is told so, with wrong tokens and for what is not there too; others and health checks are not', async () => {
    const app = await buildServer(options({ access: { tokens: TOKENS } }).given);
    onTestFinished(() => app.close());
    const ask = (url: string, remoteAddress: string) =>
      app.inject({ url, remoteAddress, headers: { authorization: 'Bearer wrong-token-0123456789' } });
    const asked = Array.from({ length: 1200 }, (_, i) =>
      ask(i % 2 ? '/nothing' : '/api/v1/services', '192.0.2.1'),
    );
    const statuses = (await Promise.all(asked)).map(({ statusCode }) => statusCode);
    expect(new Set(statuses)).toEqual(new Set([401, 404]));
    const [onceMore, health, another] = await Promise.all([
      ask('/api/v1/services', '192.0.2.1'),
      ask('/healthz', '192.0.2.1'),
      ask('/api/v1/services', '192.0.2.2'),
    ]);
    expect(onceMore.statusCode).toBe(429);
    expect(Number(onceMore.headers['retry-after'])).toBeGreaterThan(0);
    expect(onceMore.json().error.code).toBe('TOO_MANY_REQUESTS');
    expect(health.statusCode).toBe(200);
    expect(another.statusCode).toBe(401);
  });
});

describe('answers that are not read', () => {
  it('are bounded in number; one that ends makes room', async () => {
    const app = fastify();
    onTestFinished(() => app.close());
    answerFailures(app, options().given.log);
    limitAnswers(app, new Set(['/endless']));
    const waiting: (() => void)[] = [];
    app.get('/slow', () => new Promise((resolve) => waiting.push(() => resolve('at last'))));
    app.get('/endless', () => 'and so on');
    const slow = Array.from({ length: 64 }, () => app.inject('/slow'));
    await expect.poll(() => waiting.length).toBe(64);
    const refused = await app.inject('/slow');
    expect(refused.statusCode).toBe(503);
    expect(refused.headers['retry-after']).toBe('1');
    expect((await app.inject('/endless')).statusCode).toBe(200);
    for (const end of waiting) end();
    await Promise.all(slow);
    const again = app.inject('/slow');
    await expect.poll(() => waiting.length).toBe(65);
    waiting.at(-1)?.();
    expect((await again).statusCode).toBe(200);
  });
});

describe('what is no HTTP', () => {
  it.each([
    ['nonsense', 'this is no HTTP\r\n\r\n', '400 Bad Request'],
    [
      'an endless header',
      `GET / HTTP/1.1\r\n${'X-Filler: y\r\n'.repeat(2_000)}\r\n`,
      '431 Request Header Fields',
    ],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc',
      '400 Bad',
    ],
    [
      'a smuggled request',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      '400 Bad',
    ],
  ])('%s: a clear no, and the connection ends', async (_title, sent, status) => {
    const { address } = await listening();
    const socket = connect(Number(new URL(address).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(sent);
    const answer = await text(socket);
    expect(answer).toContain(`HTTP/1.1 ${status}`);
    expect(answer).toContain('{"error":{"code":"MALFORMED"');
  });
});
