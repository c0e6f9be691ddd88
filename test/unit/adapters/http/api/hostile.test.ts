import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { observed } from '../../../../support/world/observed.ts';
import { listening } from '../fixtures.ts';
import { asking, CHANGING, TOKENS } from './asking.ts';

const there = await observed();
const JSON_TYPE = { 'content-type': 'application/json' };

/** Asks for a path as it is, which `fetch` would tidy up. */
async function get(address: string, path: string): Promise<{ status: number | undefined; body: string }> {
  const asked = request(address, { path, headers: { ...CHANGING }, agent: false }).end();
  const [response] = await once(asked, 'response');
  return { status: response.statusCode, body: await text(response) };
}

describe('paths', () => {
  it.each([
    '/api/v1/../../etc/passwd',
    '/api/v1/%2e%2e/%2e%2e/etc/passwd',
    '/api/v1/services/../policies',
    '/api/v1/services/shop/..%2f..%2fpolicies',
    '/api/v1/services/shop/web%2fsamples',
    '/api/v1/services/shop/web%00',
    '/api/v1/services/shop/%zz',
    '/api/v1/services/shop/%c0%ae',
    '/api/v1/services/__proto__/constructor',
    '/api/v1/services/shop/-web',
    '/api/v1/services/shop/we%20b',
    `/api/v1/services/shop/${'w'.repeat(300)}`,
    `/api/v1/services/shop/${'../'.repeat(2000)}`,
    '//api//v1//services',
    '/API/V1/services',
    '/api/v1/services/',
    '/api/v1/services;x=1',
    '/api/v1',
    '/api/v1/changes/0',
    '/api/v1/changes/1e3',
    '/api/v1/changes/99999999999999999999',
  ])('%s is no way in', async (path) => {
    const { address } = await listening({ api: there.parts, access: { tokens: TOKENS } });
    const { status, body } = await get(address, path);
    expect([400, 404, 414]).toContain(status);
    expect(JSON.parse(body).error.message).toEqual(expect.any(String));
    expect(body.length).toBeLessThan(1000);
  });
});

describe('queries', () => {
  it.each([
    'limit=0',
    'limit=501',
    'limit=1e9',
    'limit=1&limit=2',
    'cursor=-1',
    'since=yesterday',
    'since=2026-01-05',
    'action=sideways',
    'reason=toString',
    "service=web'%20OR%201=1",
    'service=..',
  ])('%s is refused', async (query) => {
    const ask = await asking(there, TOKENS);
    const response = await ask(`decisions?${query}`, { headers: { ...CHANGING } });
    expect(response.statusCode, response.body).toBe(400);
  });

  it.each(['points=0', 'points=5000', `series=${'a,'.repeat(30)}`, `series=${'a'.repeat(2001)}`])(
    'samples with %s are refused',
    async (query) => {
      const ask = await asking(there, TOKENS);
      const response = await ask(`services/shop/web/samples?${query}`, { headers: { ...CHANGING } });
      expect(response.statusCode, response.body).toBe(400);
    },
  );
});

describe('bodies', () => {
  it.each([
    ['cut off', '{"replicas": 3', JSON_TYPE, 400],
    ['no JSON', 'replicas=3', JSON_TYPE, 400],
    ['empty', '', JSON_TYPE, 400],
    ['null', 'null', JSON_TYPE, 400],
    ['of prototypes', '{"replicas":3,"__proto__":{"force":true}}', JSON_TYPE, 400],
    ['with a constructor', '{"replicas":3,"constructor":{"prototype":{"force":true}}}', JSON_TYPE, 400],
    ['too deep', `{"replicas":${'['.repeat(7000)}${']'.repeat(7000)}}`, JSON_TYPE, 400],
    ['too large', `{"replicas":3,"x":"${'x'.repeat(16_384)}"}`, JSON_TYPE, 413],
    ['of a form', 'replicas=3', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['plain', '{"replicas":3}', { 'content-type': 'text/plain' }, 415],
    ['of no type', '{"replicas":3}', {}, 415],
    ['of two types', '{"replicas":3}', { 'content-type': 'text/plain; application/json' }, 415],
  ])('%s: refused', async (_title, payload, headers, status) => {
    const ask = await asking(there, TOKENS);
    const response = await ask('services/shop/web/scale', {
      method: 'POST',
      payload,
      headers: { ...headers, ...CHANGING },
    });
    expect(response.statusCode, response.body).toBe(status);
    expect(response.json().error.message).toEqual(expect.any(String));
    expect(there.parts.journal.changes({ limit: 1 })).toEqual([]);
  });
});

it.each(['PUT', 'PATCH', 'OPTIONS', 'TRACE'] as const)('%s is nothing here', async (method) => {
  const ask = await asking(there, TOKENS);
  const response = await ask('services', { method: method as 'PUT', headers: { ...CHANGING } });
  expect([404, 405]).toContain(response.statusCode);
});
