import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NginxRef } from '../../../src/adapters/nginx/service.ts';
import type { Replica } from '../../../src/core/replica.ts';
import { type AskOptions, ask } from '../../support/balancing/client.ts';
import { CertificateAuthority } from '../../support/certificates.ts';
import type { NginxStack } from '../../support/nginx-stack.ts';
import { AUTO, membersOf, NGINX_IMAGES, startStack } from '../../support/nginx-stack.ts';
import { eventually, soon } from '../../support/wait.ts';

const PLAIN = { listen: [{ port: 80 }] };
const TLS = { listen: [{ port: 443, tls: { certificate: '/tls/a.pem', key: '/tls/a.key' } }] };

describe.each(NGINX_IMAGES)('%s that listens for services', (image) => {
  let stack: NginxStack;
  let web: Replica;
  let api: Replica;
  let ca: string;

  beforeAll(async () => {
    stack = await startStack({
      image,
      replicas: 2,
      app: 'test/support/balancing/app.js',
      lb: { ports: ['127.0.0.1::80', '127.0.0.1::443'] },
      edit: (config) => config.replace(/\n {2}server \{[\s\S]*\n {2}\}\n/, '\n  include own/*.conf;\n'),
    });
    const [first, second] = await stack.replicas();
    if (first === undefined || second === undefined) throw new Error('no replicas');
    web = first;
    api = second;
    const authority = new CertificateAuthority('shop');
    ca = authority.cert;
    const { cert, key } = authority.issue('localhost');
    await stack.inBalancer('mkdir -p /tls /etc/nginx/own');
    const container = `${stack.project}-lb-1`;
    await stack.host.writeFile(container, '/tls/a.pem', cert, soon());
    await stack.host.writeFile(container, '/tls/a.key', key, soon());
  });

  afterAll(() => stack?.down());

  const apply = (service: 'web' | 'api', changes: Partial<NginxRef>) =>
    stack.balancer.apply(stack.service(changes, service), membersOf([service === 'web' ? web : api]), soon());
  async function servedBy(path: string, question: AskOptions = {}, port = 80): Promise<string> {
    const url = await stack.url(port);
    const base = port === 443 ? url.replace('http:', 'https:') : url;
    const { status, name = 'none' } = await ask(`${base}${path}`, question);
    if (status !== 200) return String(status);
    return web.id.startsWith(name) ? 'web' : 'api';
  }
  const files = () => stack.inBalancer(`cd ${AUTO} && cat *.conf *.location .*proven | sort`);

  it('sends each what is its own, by path and by host', async () => {
    await Promise.all([apply('web', PLAIN), apply('api', { ...PLAIN, routes: [{ path: '/api' }] })]);
    const table = await Promise.all(
      ['/', '/api', '/api/x?y', '/apiary', '/x/api'].map((path) => servedBy(path)),
    );
    expect(table).toEqual(['web', 'api', 'api', 'web', 'web']);
    await apply('api', {
      ...PLAIN,
      routes: [
        { host: 'api.example', path: '/' },
        { host: '*.shop.example', path: '/api' },
      ],
    });
    const by = (host: string, path: string) => servedBy(path, { headers: { host } });
    expect(await by('api.example', '/x')).toBe('api');
    expect(await by('API.example:8080', '/x')).toBe('api');
    expect(await by('a.shop.example', '/api')).toBe('api');
    expect(await by('a.shop.example', '/')).toBe('web');
    expect(await by('other.example', '/api')).toBe('web');
  });

  it('answers 404 to what is nobody’s, and closes a port when nobody wants it', async () => {
    await apply('web', { ...PLAIN, routes: [{ path: '/shop' }] });
    expect(await servedBy('/')).toBe('404');
    expect(await servedBy('/shop')).toBe('web');
    await apply('web', {});
    await apply('api', {});
    expect(await stack.inBalancer(`grep -c server_name ${AUTO}/*.listeners.conf || true`)).toBe('0');
    const closed = () =>
      servedBy('/').then(
        () => false,
        () => true,
      );
    await eventually(closed, Boolean);
    expect(await apply('web', {})).toEqual({ changed: false });
  });

  it('ends TLS', async () => {
    await apply('web', {
      listen: [...PLAIN.listen, ...TLS.listen],
      routes: [{ host: 'localhost', path: '/' }],
    });
    expect(await servedBy('/x', { ca, serverName: 'localhost' }, 443)).toBe('web');
    await expect(servedBy('/x', { ca, serverName: 'other.example' }, 443)).rejects.toThrow();
    const { body } = await ask(`${(await stack.url(443)).replace('http:', 'https:')}/`, {
      ca,
      serverName: 'localhost',
    });
    expect(JSON.parse(body).headers['x-forwarded-proto']).toBe('https');
  });

  it('keeps what it has when a service wants what does not go', async () => {
    await apply('web', PLAIN);
    const before = await files();
    const lacking = { listen: [{ port: 443, tls: { certificate: '/tls/none.pem' } }] };
    const mixed = { listen: TLS.listen.map(({ tls }) => ({ port: 80, tls })), routes: [{ path: '/a' }] };
    const attempts = [
      [PLAIN, 'E_BALANCER_UNSUPPORTED', 'both want port 80, path /'],
      [mixed, 'E_BALANCER_UNSUPPORTED', 'with TLS and without'],
      [lacking, 'E_BALANCER_INVALID', 'cannot load certificate "/tls/none.pem"'],
    ] as const;
    for (const [changes, code, message] of attempts)
      await expect(apply('api', changes)).rejects.toMatchObject({
        code,
        message: expect.stringContaining(message),
      });
    expect(await files()).toBe(before);
    expect(await servedBy('/')).toBe('web');
    const outcomes = await Promise.allSettled([
      apply('api', lacking),
      apply('web', { ...PLAIN, routes: [{ path: '/y' }] }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(await servedBy('/y')).toBe('web');
    await apply('api', { ...PLAIN, routes: [{ path: '/api' }] });
  });

  it('still does after a restart of nginx, and nothing has to be changed', async () => {
    await stack.docker('restart', '-t', '1', `${stack.project}-lb-1`);
    await eventually(
      () => servedBy('/api').catch(() => ''),
      (who) => who === 'api',
    );
    expect(await servedBy('/y')).toBe('web');
    expect(await apply('api', { ...PLAIN, routes: [{ path: '/api' }] })).toEqual({ changed: false });
  });

  it('takes every name, path and cookie that is not refused for what it is', async () => {
    await stack.inBalancer('cp /tls/a.pem /tls/a+b@c_.pem');
    const strange = stack.service(
      {
        backend: '-w.e_b-',
        sticky: { cookie: '0Strange_1' },
        listen: [{ port: 80 }, { port: 443, tls: { certificate: '/tls/a+b@c_.pem', key: '/tls/a.key' } }],
        routes: [
          { host: '0.a--b.example', path: '/~a.b/_-c' },
          { host: '*.c.d', path: '/' },
        ],
      },
      'web',
    );
    await stack.balancer.apply(strange, membersOf([web]), soon());
    const by = (host: string, path: string) => servedBy(path, { headers: { host } });
    expect(await by('0.a--b.example', '/~a.b/_-c/d')).toBe('web');
    expect(await by('0.a--b.example', '/~aXb/_-c/d')).toBe('404');
    expect(await by('x.c.d', '/$HOME/%0A;{}#"')).toBe('web');
    const { headers } = await ask(`${await stack.url()}/`, { headers: { host: 'x.c.d' } });
    expect(headers['set-cookie']).toEqual(['0Strange_1=1; Path=/; HttpOnly']);
  });

  it.each(['a\n} server { listen 81;', "a'b", 'a;b', 'a#b', 'a{b', 'a%b', 'a"b', 'a b', 'a$b', 'a\\b'])(
    'refuses a service, backend, cookie, route or certificate that is called %j, and nothing changes',
    async (text) => {
      const before = await files();
      const attempts: readonly [Partial<NginxRef>, string?][] = [
        [PLAIN, text],
        [{ ...PLAIN, backend: text }],
        [{ ...PLAIN, configDir: `/${text}` }],
        [{ ...PLAIN, sticky: { cookie: text } }],
        [{ ...PLAIN, routes: [{ host: text, path: '/' }] }],
        [{ ...PLAIN, routes: [{ path: `/${text}` }] }],
        [{ listen: [{ port: 80, tls: { certificate: `/${text}` } }] }],
      ];
      const outcomes = await Promise.allSettled(
        attempts.map(([changes, name], index) =>
          stack.balancer.apply(stack.service(changes, name ?? `other-${index}`), membersOf([web]), soon()),
        ),
      );
      for (const outcome of outcomes)
        expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'E_BALANCER_UNSUPPORTED' } });
      expect(await files()).toBe(before);
    },
  );

  it('gives up the ports of a service that is gone, and its servers', async () => {
    await apply('web', PLAIN);
    const gone = stack.service({ ...PLAIN, routes: [{ path: '/api' }], sticky: { cookie: 'lb' } }, 'api');
    await stack.balancer.apply(gone, membersOf([api]), soon());
    expect(await servedBy('/api')).toBe('api');
    expect(await stack.balancer.release(gone, soon())).toMatchObject({ changed: true });
    await eventually(
      () => servedBy('/api'),
      (who) => who === 'web',
    );
    expect(await stack.inBalancer(`grep -c ' server ' ${AUTO}/${stack.project}-api.conf`)).toBe('1');
    expect(await stack.balancer.release(gone, soon())).toEqual({ changed: false });
  });

  it('leaves the user’s own server to the user, who includes what stands in the location', async () => {
    await apply('api', {});
    await apply('web', {});
    const own = (location: string) =>
      stack.inBalancer(
        `echo 'server { listen 80; location / { ${location} } }' >/etc/nginx/own/a.conf && nginx -s reload`,
      );
    await own('proxy_pass http://web;');
    await eventually(
      () => servedBy('/').catch(() => ''),
      (who) => who === 'web',
    );
    const before = await files();
    await expect(apply('web', { sticky: { cookie: 'lb' } })).rejects.toMatchObject({
      code: 'E_BALANCER_UNSUPPORTED',
      message: expect.stringContaining(`includes ${AUTO}/${stack.project}-web.location`),
      fix: expect.stringContaining(`include ${AUTO}/${stack.project}-web.location*;`),
    });
    expect(await files()).toBe(before);
    expect(await apply('web', {})).toEqual({ changed: false });
    await own(`include auto/${stack.project}-web.location*;`);
    await apply('web', { sticky: { cookie: 'lb' } });
    const { headers } = await ask(`${await stack.url()}/`);
    expect(headers['set-cookie']).toEqual([expect.stringMatching(/^lb=1; /)]);
  });
});
