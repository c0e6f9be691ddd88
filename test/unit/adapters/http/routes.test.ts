import { describe, expect, it } from 'vitest';
import { buildServer } from '../../../../src/adapters/http/server.ts';
import { ask, options } from './fixtures.ts';

describe('GET /healthz', () => {
  it('is 200 when all is well', async () => {
    const { status, body, headers } = await ask('/healthz');
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({ status: 'ok' });
    expect(headers['cache-control']).toBe('no-store');
  });

  it('is 503 with the reason when it is not', async () => {
    const { status, body } = await ask('/healthz', {
      health: () => ({ ok: false, reason: 'no tick succeeded yet' }),
    });
    expect(status).toBe(503);
    expect(JSON.parse(body)).toEqual({ status: 'unhealthy', reason: 'no tick succeeded yet' });
  });
});

describe('GET /metrics', () => {
  it('is the text as Prometheus wants it', async () => {
    const { status, body, headers } = await ask('/metrics', {
      metricsText: async () => 'autoscaler_ticks_total 7\n',
    });
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(body).toBe('autoscaler_ticks_total 7\n');
  });

  it('is 500 without the inner reason when it fails, which is logged', async () => {
    const { status, body, errors } = await ask('/metrics', {
      metricsText: () => Promise.reject(new Error('inner detail')),
    });
    expect(status).toBe(500);
    expect(JSON.parse(body).error.code).toBe('E_INTERNAL');
    expect(body).not.toContain('inner detail');
    expect(errors).toEqual(['HTTP request failed: inner detail']);
  });
});

describe('anything else', () => {
  it.each([
    ['/nope', 'GET'],
    ['/nope?x=<script>', 'GET'],
    ['/healthz', 'POST'],
    ['/metrics/../etc/passwd', 'GET'],
  ] as const)('%s by %s is 404 as JSON', async (url, method) => {
    const { status, body, headers } = await ask(url, {}, method);
    expect(status).toBe(404);
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(JSON.parse(body).error.code).toBe('NOT_FOUND');
  });

  it('with a body over the limit is refused', async () => {
    const app = await buildServer(options().given);
    app.post('/echo', () => 'ok');
    const response = await app.inject({
      method: 'POST',
      url: '/echo',
      payload: { text: 'x'.repeat(70_000) },
    });
    await app.close();
    expect(response.statusCode).toBe(413);
    expect(response.json().error.code).toBe('FST_ERR_CTP_BODY_TOO_LARGE');
  });
});
