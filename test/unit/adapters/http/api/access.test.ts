import { describe, expect, it, test } from 'vitest';
import type { Token } from '../../../../../src/adapters/http/access/tokens.ts';
import { observed } from '../../../../support/world/observed.ts';
import { asking, CHANGING, READING, TOKENS } from './asking.ts';

const there = await observed();

const OWN: Token = { name: 'dashboard', text: 'own-token-012345678901', right: 'change' };

/** Status and code of an answer. */
async function answerTo(headers: Record<string, string>, remoteAddress = '127.0.0.1', tokens = TOKENS) {
  const ask = await asking(there, tokens, OWN);
  const { statusCode, json } = await ask('services', { headers, remoteAddress });
  return statusCode === 200 ? 200 : `${statusCode} ${json().error.code}`;
}

describe('with tokens', () => {
  it.each([
    [{}, '401 UNAUTHORISED'],
    [{ authorization: 'Bearer wrong-token-0123456789' }, '401 UNAUTHORISED'],
    [{ authorization: 'Bearer reading-token-012345678' }, '401 UNAUTHORISED'],
    [{ authorization: 'Bearer ' }, '401 UNAUTHORISED'],
    [{ authorization: 'Basic cmVhZGluZy10b2tlbi0wMTIzNDU2Nzg5' }, '401 UNAUTHORISED'],
    [{ authorization: 'reading-token-0123456789' }, '401 UNAUTHORISED'],
    [READING ?? {}, 200],
    [CHANGING ?? {}, 200],
    [{ authorization: `Bearer ${OWN.text}` }, 200],
  ])('%j from anywhere: %s', async (headers, expected) => {
    expect(await answerTo(headers, '198.51.100.7')).toBe(expected);
    expect(await answerTo(headers, '127.0.0.1')).toBe(expected);
  });

  it('says how to authenticate', async () => {
    const ask = await asking(there, TOKENS);
    expect((await ask('services')).headers['www-authenticate']).toBe('Bearer realm="autoscaler"');
  });
});

describe('without tokens', () => {
  it.each([
    ['127.0.0.1', 'localhost:9095', 200],
    ['127.8.8.8', '127.0.0.1:9095', 200],
    ['::1', '[::1]:9095', 200],
    ['::ffff:127.0.0.1', 'localhost', 200],
    ['198.51.100.7', 'localhost:9095', '403 LOCAL_ONLY'],
    ['172.18.0.1', '127.0.0.1:9095', '403 LOCAL_ONLY'],
    ['127.0.0.1', 'evil.example:9095', '403 LOCAL_ONLY'],
    ['127.0.0.1', '127.0.0.1.evil.example', '403 LOCAL_ONLY'],
    ['127.0.0.1', 'autoscaler.example.org', '403 LOCAL_ONLY'],
  ] as const)('from %s for %s: %s', async (remoteAddress, host, expected) => {
    expect(await answerTo({ host }, remoteAddress, [])).toBe(expected);
  });

  it.each(['x-forwarded-for', 'forwarded', 'via'])(
    'a proxy on the same machine is none: %s',
    async (name) => {
      expect(await answerTo({ [name]: '198.51.100.7' }, '127.0.0.1', [])).toBe('403 LOCAL_ONLY');
    },
  );
});

test.each([['127.0.0.1'], ['198.51.100.7']])(
  'the own token opens it from %s, a wrong one does not',
  async (from) => {
    expect(await answerTo({ authorization: `Bearer ${OWN.text}` }, from, [])).toBe(200);
    expect(await answerTo({ authorization: 'Bearer wrong-token-0123456789' }, from, [])).toBe(
      '401 UNAUTHORISED',
    );
  },
);

test.each([
  [READING, { by: 'grafana (http)', right: 'read' }],
  [{ authorization: `Bearer ${OWN.text}` }, { by: 'dashboard (http)', right: 'change' }],
] as const)('tells whoever asks what they may do', async (headers, session) => {
  const ask = await asking(there, TOKENS, OWN);
  const named: Record<string, string> = { ...headers };
  expect((await ask('session', { headers: named })).json()).toEqual(session);
});

describe('pages of the web', () => {
  it.each([
    [{ origin: 'https://evil.example' }, '403 FOREIGN_ORIGIN'],
    [{ origin: 'null' }, '403 FOREIGN_ORIGIN'],
    [{ 'sec-fetch-site': 'cross-site' }, '403 FOREIGN_ORIGIN'],
    [{ origin: 'http://localhost:80', host: 'localhost:80' }, '403 FOREIGN_ORIGIN'],
    [{ origin: 'http://localhost:9095', host: 'localhost:9095' }, 200],
    [{ 'sec-fetch-site': 'same-origin' }, 200],
  ])('%j: %s', async (headers, expected) => {
    const named: Record<string, string> = { host: 'localhost', ...headers };
    expect(await answerTo(named, '127.0.0.1', [])).toBe(expected);
    if (expected !== 200) expect(await answerTo({ ...named, ...CHANGING })).toBe(expected);
  });
});
