import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quoted } from '../../../src/adapters/haproxy/render-frontend.ts';
import { ask } from '../../support/balancing/client.ts';
import { nameOf, type TrafficStack, trafficStack } from '../../support/balancing/haproxy.ts';
import { soon } from '../../support/wait.ts';

const SITE = '/certs/site.pem';

describe.each(['haproxy:2.6', 'haproxy:3.2'] as const)('ports of %s', (image) => {
  let stack: TrafficStack;

  beforeAll(async () => {
    stack = await trafficStack(image, 2);
  });

  afterAll(() => stack?.project.down());

  const web = (changes = {}) =>
    stack.service({
      listen: [{ port: 8081 }],
      routes: [{ host: 'shop.example.com', path: '/' }],
      ...changes,
    });
  const api = (changes = {}) =>
    stack.service({ listen: [{ port: 8081 }], routes: [{ path: '/api' }], ...changes }, 'api');
  const filesIn = () => stack.inBalancer('cd /usr/local/etc/haproxy/auto; ls -A');

  /** Which of the two services answers; the status where neither does. */
  async function answering(host: string, path: string, port = 8081): Promise<string> {
    const answer = await ask(`${stack.at(port)}${path}`, { headers: { host }, ca: stack.ca });
    if (answer.status !== 200) return String(answer.status);
    const isWeb = (await stack.replicas()).some((replica) => nameOf(replica) === answer.name);
    return isWeb ? 'web' : 'api';
  }

  it('are shared by services, each with its own hosts and paths, and say 404 to anybody else', async () => {
    expect(await stack.apply(web(), await stack.replicas())).toContain('does not know the backend');
    expect(await stack.apply(api(), await stack.replicas('api'))).toBeDefined();
    expect(await answering('shop.example.com', '/')).toBe('web');
    expect(await answering('SHOP.example.com:8081', '/api/x')).toBe('web');
    expect(await answering('other.example.com', '/api')).toBe('api');
    expect(await answering('other.example.com', '/api/deep?x=1')).toBe('api');
    expect(await answering('other.example.com', '/apis')).toBe('404');
    expect(await answering('other.example.com', '/')).toBe('404');
    expect(await filesIn()).toBe(
      [`${stack.project.name}-api.cfg`, `${stack.project.name}-web.cfg`, 'frontends.cfg'].join('\n'),
    );
  });

  it('need no reload while replicas come and go, and tell them of the client', async () => {
    const [one] = await stack.replicas();
    if (one === undefined) throw new Error('no replica');
    expect(await stack.apply(web(), [one])).toBeUndefined();
    expect(await stack.apply(web(), await stack.replicas())).toBeUndefined();
    const { body } = await ask(stack.at(8081), { headers: { host: 'shop.example.com' } });
    expect(JSON.parse(body).headers).toMatchObject({
      'x-forwarded-proto': 'http',
      'x-forwarded-for': expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/),
    });
  });

  it('end TLS, and opening one loses no request on the others', async () => {
    const listen = [{ port: 8081 }, { port: 8443, tls: { certificate: SITE, key: `${SITE}.key` } }];
    let isDone = false;
    const statuses = new Set<number>();
    const load = (async () => {
      while (!isDone)
        statuses.add((await ask(stack.at(8081), { headers: { host: 'shop.example.com' } })).status);
    })();
    expect(await stack.apply(web({ listen, routes: [] }), await stack.replicas())).toContain(
      'ports or routes',
    );
    isDone = true;
    await load;
    expect([...statuses]).toEqual([200]);
    const answer = await ask(stack.at(8443), { ca: stack.ca, headers: { host: 'localhost' } });
    expect(JSON.parse(answer.body).headers['x-forwarded-proto']).toBe('https');
    expect(await answering('other.example.com', '/api')).toBe('api');
    expect(await answering('other.example.com', '/')).toBe('web');
  });

  it('are not taken from each other', async () => {
    const before = await stack.inBalancer('cat /usr/local/etc/haproxy/auto/*');
    const same = api({ routes: [{ path: '/' }] });
    await expect(stack.apply(same, await stack.replicas('api'))).rejects.toMatchObject({
      code: 'E_BALANCER_INVALID',
      message: expect.stringContaining('both want the requests for any host/ on port 8081'),
    });
    const tls = api({ listen: [{ port: 8081, tls: { certificate: SITE } }] });
    await expect(stack.apply(tls, await stack.replicas('api'))).rejects.toMatchObject({
      message: expect.stringContaining('once with TLS and once without'),
    });
    expect(await stack.inBalancer('cat /usr/local/etc/haproxy/auto/*')).toBe(before);
  });

  it('of a certificate that is not there change nothing, and HAProxy says why', async () => {
    const before = await stack.inBalancer('cat /usr/local/etc/haproxy/auto/*');
    const listen = [{ port: 8082, tls: { certificate: "/certs/it's; # {not} there.pem" } }];
    await expect(stack.apply(web({ listen }), await stack.replicas())).rejects.toMatchObject({
      code: 'E_BALANCER_INVALID',
      message: expect.stringMatching(/frontends\.cfg:\d+.*it's; # \{not\} there\.pem/),
    });
    expect(await stack.inBalancer('cat /usr/local/etc/haproxy/auto/*')).toBe(before);
    expect(await filesIn()).not.toContain('candidate');
  });

  it('take every name and path that is not refused, for what it is', async () => {
    const certificate = String.raw`/tmp/it's "a" $HOME ${'$'}{HOME} #1 %[env(HOME)] { b }; \n @c "${'$'}{PATH[*]}.pem`;
    const [file, key] = [quoted(certificate), quoted(`${certificate}.key`)];
    await stack.inBalancer(`cp ${SITE} ${file}; cp ${SITE}.key ${key}; chown haproxy ${file} ${key}`);
    const strange = {
      ...stack.service({
        backend: '-w.e_b:1',
        check: { path: '/healthz?$HOME&(b)*!~;c=%41+%,@:-_.', intervalMs: 500, fall: 1, rise: 1 },
        sticky: { cookie: '_Strange1' },
        routes: [{ host: 'localhost', path: '/~a.b/_-c' }],
        listen: [{ port: 8082, tls: { certificate } }],
      }),
      ref: { project: stack.project.name, service: '-w.e_b-1' },
    };
    await stack.apply(strange, await stack.replicas());
    const url = stack.at(8082).replace('http://', 'https://');
    const status = async (path: string) =>
      (await ask(`${url}${path}`, { ca: stack.ca, headers: { host: 'localhost' } })).status;
    expect(await status('/~a.b/_-c/d')).toBe(200);
    expect(await status('/~aXb/_-c/d')).toBe(404);
    const { inRotation } = await stack.balancer.view(strange, await stack.replicas(), soon());
    expect(inRotation).toHaveLength(2);
    await stack.balancer.release(strange, soon());
    await stack.inBalancer(`rm ${file} ${key}`);
  });

  it.each(['a\n  server evil 10.6.6.6:80', "a'b", 'a;b', 'a#b', 'a{b', 'a%b', 'a"b', 'a b'])(
    'are not for a service, backend, cookie or route that is called %j',
    async (text) => {
      const before = await stack.inBalancer('cat /usr/local/etc/haproxy/auto/*');
      const attempts = [
        { ...web(), ref: { project: stack.project.name, service: text } },
        web({ backend: text }),
        web({ sticky: { cookie: text } }),
        web({ routes: [{ host: text, path: '/' }] }),
        web({ routes: [{ path: `/${text}` }] }),
      ];
      for (const attempt of attempts)
        await expect(stack.apply(attempt, await stack.replicas())).rejects.toMatchObject({
          code: 'E_BALANCER_UNSUPPORTED',
        });
      expect(await stack.inBalancer('cat /usr/local/etc/haproxy/auto/*')).toBe(before);
    },
  );

  it('close when a service gives them up, and nothing is left behind', async () => {
    expect(await stack.balancer.release(web(), soon())).toMatchObject({ changed: true });
    expect(await answering('shop.example.com', '/')).toBe('404');
    expect(await answering('shop.example.com', '/api')).toBe('api');
    await expect(ask(stack.at(8443), { ca: stack.ca })).rejects.toThrow();
    expect(await stack.balancer.release(web(), soon())).toEqual({ changed: false });
    expect(await stack.apply(api({ listen: [], routes: [] }), await stack.replicas('api'))).toBeDefined();
    await expect(ask(stack.at(8081))).rejects.toThrow();
    expect(await filesIn()).toBe(`${stack.project.name}-api.cfg`);
    expect(await stack.apply(api(), await stack.replicas('api'))).toBeDefined();
    expect(await answering('shop.example.com', '/api')).toBe('api');
  });
});
