import { describe, expect, it } from 'vitest';
import type { NginxFacts } from '../../../../src/adapters/nginx/facts.ts';
import { keepsIdleConnections, versionIn } from '../../../../src/adapters/nginx/facts.ts';
import { assertCompatible, listenerLines } from '../../../../src/adapters/nginx/listeners.ts';
import { safeServing } from '../../../../src/adapters/nginx/serving.ts';
import type { Listener, Route } from '../../../../src/core/balancing.ts';
import { type Directive, parseNginx } from './nginx-syntax.ts';

const NEW: NginxFacts = { keepsIdleConnections: true, hasIpv6: true };
const OLD: NginxFacts = { keepsIdleConnections: false, hasIpv6: false };
const PLAIN: readonly Listener[] = [{ port: 80 }];
const TLS = { certificate: '/tls/a.pem', key: '/tls/a.key' };

/** What services serve, by name: where they listen, then their routes. */
function servings(given: Readonly<Record<string, readonly [readonly Listener[], ...Route[]]>>) {
  return new Map(
    Object.entries(given).flatMap(([name, [listen, ...routes]]) => {
      const serving = safeServing({ listen, routes }, `/auto/${name}`);
      return serving ? [[`shop/${name}`, serving] as const] : [];
    }),
  );
}

function serversOf(given: Parameters<typeof servings>[0], facts = NEW): readonly Directive[] {
  const all = servings(given);
  assertCompatible(all);
  return parseNginx(listenerLines(all, facts).join('\n'));
}

const linesOf = ({ block = [] }: Directive) => block.map(({ words }) => words.join(' '));

/** Each server's names, and where its paths lead. */
function table(given: Parameters<typeof servings>[0]) {
  return Object.fromEntries(
    serversOf(given).map((server) => {
      const line = (word: string) => linesOf(server).find((each) => each.startsWith(`${word} `)) ?? '';
      const locations = server.block?.filter(({ words }) => words[0] === 'location') ?? [];
      const paths = locations.map(({ words, block }) => [
        words.slice(1).join(' '),
        block?.[0]?.words.join(' ').replace('include /auto/', ''),
      ]);
      const key = `${line('listen').split(' ')[1]} ${line('server_name').split(' ')[1]}`;
      return [key, Object.fromEntries(paths)];
    }),
  );
}

describe('server blocks', () => {
  it('take everything on a port for a service without routes', () => {
    const [server] = serversOf({ web: [PLAIN] });
    expect(server && linesOf(server)).toEqual([
      'listen 80 default_server',
      'listen [::]:80 default_server',
      'server_name _',
      'keepalive_timeout 65s',
      'keepalive_min_timeout 10s',
      'client_header_timeout 10s',
      'location /',
    ]);
  });

  it('keep no idle connection where nginx would cut it, and no IPv6 where there is none', () => {
    const [server] = serversOf({ web: [PLAIN] }, OLD);
    expect(server && linesOf(server)).toEqual([
      'listen 80 default_server',
      'server_name _',
      'keepalive_timeout 0',
      'client_header_timeout 10s',
      'location /',
    ]);
  });

  it('are shared by services, by path', () => {
    expect(table({ web: [PLAIN], api: [PLAIN, { path: '/api' }] })).toEqual({
      '80 _': { '/': 'web', '= /api': 'api', '/api/': 'api' },
    });
  });

  it('answer 404 to what is nobody’s', () => {
    expect(table({ api: [PLAIN, { path: '/api' }] })).toEqual({
      '80 _': { '= /api': 'api', '/api/': 'api', '/': 'return 404' },
    });
    expect(table({ web: [PLAIN, { host: 'shop.example', path: '/' }] })).toEqual({
      '80 _': { '/': 'return 404' },
      '80 shop.example': { '/': 'web' },
    });
  });

  it('have, for a host, also what is any host’s and what is that of all names above it', () => {
    expect(
      table({
        web: [PLAIN],
        api: [PLAIN, { host: '*.shop.example', path: '/api' }],
        admin: [PLAIN, { host: 'admin.shop.example', path: '/' }],
      }),
    ).toEqual({
      '80 _': { '/': 'web' },
      '80 *.shop.example': { '/': 'web', '= /api': 'api', '/api/': 'api' },
      '80 admin.shop.example': { '/': 'admin' },
    });
  });

  it('take the more exact host before the longer path', () => {
    expect(
      table({
        web: [PLAIN],
        api: [PLAIN, { path: '/api/v2' }, { path: '/docs' }],
        shop: [PLAIN, { host: 'shop.example', path: '/api' }],
      })['80 shop.example'],
    ).toEqual({ '= /api': 'shop', '/api/': 'shop', '= /docs': 'api', '/docs/': 'api', '/': 'web' });
  });

  it('end TLS, by the certificate’s file when it holds the key; only hosts with a certificate are talked to', () => {
    const [others, shop] = serversOf({
      web: [[{ port: 443, tls: { certificate: '/tls/both.pem' } }], { host: 'shop.example', path: '/' }],
    });
    expect(shop && linesOf(shop)).toEqual(
      expect.arrayContaining([
        'listen 443 ssl',
        'ssl_certificate /tls/both.pem',
        'ssl_certificate_key /tls/both.pem',
        'ssl_protocols TLSv1.2 TLSv1.3',
      ]),
    );
    expect(others && linesOf(others)).toContain('ssl_reject_handshake on');
  });
});

describe('services that do not go together', () => {
  it.each([
    [{ web: [PLAIN], api: [PLAIN] }, 'both want port 80, path /'],
    [
      {
        web: [PLAIN, { host: 'a.example', path: '/x' }],
        api: [PLAIN, { host: 'a.example', path: '/x' }],
      },
      'both want port 80, host a.example, path /x',
    ],
    [{ web: [PLAIN], api: [[{ port: 80, tls: TLS }], { path: '/api' }] }, 'with TLS and without'],
    [
      {
        web: [[{ port: 443, tls: TLS }]],
        api: [[{ port: 443, tls: { certificate: '/b' } }], { path: '/api' }],
      },
      'with different certificates',
    ],
  ] as const)('%j: %s', (given, message) => {
    expect(() => serversOf(given)).toThrow(
      expect.objectContaining({ code: 'E_BALANCER_UNSUPPORTED', message: expect.stringContaining(message) }),
    );
  });

  it('are not those with other hosts, certificates or ports', () => {
    const given = {
      web: [PLAIN, { host: 'a.example', path: '/' }],
      api: [PLAIN, { host: 'b.example', path: '/' }],
      shop: [[{ port: 443, tls: TLS }], { host: 'a.example', path: '/' }],
      admin: [[{ port: 443, tls: { certificate: '/b' } }], { host: 'b.example', path: '/' }],
    } as const;
    expect(serversOf(given)).toHaveLength(6);
  });
});

describe('what nginx says of itself', () => {
  it.each([
    ['nginx version: nginx/1.22.1\n', '1.22.1', false],
    ['nginx version: nginx/1.27.3 (Ubuntu)\n', '1.27.3', false],
    ['nginx version: nginx/1.27.4', '1.27.4', true],
    ['nginx version: openresty/1.27.1.2', '1.27.1', false],
    ['nginx version: nginx/1.30.0', '1.30.0', true],
    ['nginx version: nginx/2.0.0', '2.0.0', true],
  ])('%j', (output, version, keeps) => {
    expect(versionIn(output)).toBe(version);
    expect(keepsIdleConnections(version)).toBe(keeps);
  });

  it('may be nothing', () => {
    expect(versionIn('sh: not found')).toBeUndefined();
  });
});
