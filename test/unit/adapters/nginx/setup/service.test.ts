import { describe, expect, it } from 'vitest';
import { treeOf } from '../../../../../src/adapters/nginx/setup/directives.ts';
import { reloadLines } from '../../../../../src/adapters/nginx/setup/reload-lines.ts';
import { serviceSetup } from '../../../../../src/adapters/nginx/setup/service.ts';
import type { GeneratedService } from '../../../../../src/core/setup.ts';
import { surveyedService } from '../../../../support/survey.ts';

const COMMON = { service: 'proxy', configDir: '/etc/nginx/auto' };

function treeWith(http: string, main = '') {
  return treeOf(new Map([['/etc/nginx/nginx.conf', `${main}\nhttp {\n${http}\n}`]]));
}

function setupOf(http: string, generated: Readonly<Record<string, GeneratedService>> = {}) {
  return serviceSetup(surveyedService('web'), treeWith(http), new Map(Object.entries(generated)), COMMON);
}

const KEPT = 'proxy_http_version 1.1; proxy_set_header Connection "";';

describe('a proxy_pass to the service', () => {
  it('by its name and port is replaced, its path kept', () => {
    const setup = setupOf(`${KEPT} server { location /a/ { proxy_pass http://web:3000/b/; } }`);
    expect(setup.balancer).toMatchObject({ backend: 'web', port: 3000, algorithm: 'leastconn' });
    expect(setup.lines).toEqual([
      {
        file: '/etc/nginx/nginx.conf',
        where: 'line 3',
        insteadOf: 'proxy_pass http://web:3000/b/;',
        lines: ['proxy_pass http://web/b/;'],
        why: 'sends requests to the replicas of web',
      },
    ]);
  });

  it('by an upstream keeps its algorithm, and names what is left over', () => {
    const setup = setupOf(
      `${KEPT} upstream app { ip_hash; server web:8000; } server { location / { proxy_pass http://app; } }`,
    );
    expect(setup.balancer).toMatchObject({ backend: 'web', port: 8000, algorithm: 'source' });
    expect(setup.lines).toMatchObject([
      { insteadOf: 'proxy_pass http://app;', lines: ['proxy_pass http://web;'] },
    ]);
    expect(setup.notes).toEqual([
      'Your upstream app (/etc/nginx/nginx.conf:3) is not used any more, and may go.',
    ]);
  });

  it('steps aside for an upstream of the same name, and for a second port', () => {
    const upstream = `${KEPT} upstream web { server web:80; } server { location / { proxy_pass http://web; } }`;
    expect(setupOf(upstream).balancer.backend).toBe('web-replicas');
    const ports = `${KEPT} server { location / { proxy_pass http://web:1; } location /b { proxy_pass http://web:2; } }`;
    const setup = setupOf(ports);
    expect(setup.balancer).toMatchObject({ backend: 'web-replicas', port: 1 });
  });

  it('through a variable is understood', () => {
    const setup = setupOf(`${KEPT} server { location / { set $up web:3000; proxy_pass http://$up; } }`);
    expect(setup.lines).toMatchObject([
      { insteadOf: 'proxy_pass http://$up;', lines: ['proxy_pass http://web;'] },
    ]);
  });

  it('that leads to the generated upstream needs nothing but connections that are kept', () => {
    const http = 'server { location / { proxy_pass http://web; } }';
    expect(setupOf(`${KEPT} ${http}`)).toMatchObject({ isRouted: true, lines: [], balancer: { port: 80 } });
    const generated = setupOf(`upstream web { server 10.0.0.1:3000; } ${http}`, {
      web: { service: 'web', port: 3000 },
    });
    expect(generated).toMatchObject({
      isRouted: true,
      lines: [
        { lines: ['proxy_http_version 1.1;', 'proxy_set_header Connection "";'], where: 'beside line 3' },
      ],
    });
  });

  it('over TLS, or that is not there, stands in the way', () => {
    const tls = setupOf('server { location / { proxy_pass https://web:443; } }');
    expect(tls.obstacles).toHaveLength(1);
    expect(setupOf('server { location / { root /x; } }')).toMatchObject({
      isRouted: false,
      obstacles: [{ reason: 'no proxy_pass of nginx sends requests to web' }],
    });
  });
});

describe('what a reload needs', () => {
  const main = {
    destination: '/etc/nginx/nginx.conf',
    source: '/h/nginx.conf',
    kind: 'bind',
    isWritable: false,
  } as const;
  const own = surveyedService('proxy', { mounts: [main] });
  const linesOf = (http: string, version: string, balancer = own, outside = '') =>
    reloadLines(balancer, treeWith(http, outside), version).map(({ where, lines, insteadOf }) => [
      where,
      lines[0],
      insteadOf,
    ]);

  it('depends on the version', () => {
    expect(linesOf('keepalive_timeout 65;', '1.30.1')).toEqual([
      ['at the top, outside of http', 'worker_shutdown_timeout 60s;', undefined],
      ['in http', 'keepalive_min_timeout 10s;', undefined],
    ]);
    expect(linesOf('keepalive_timeout 65;', '1.22.1', own, 'worker_shutdown_timeout 5s;')).toEqual([
      ['line 3', 'keepalive_timeout 0;', 'keepalive_timeout 65;'],
    ]);
  });

  it('is nothing where it is there', () => {
    const done = 'worker_shutdown_timeout 5s;';
    expect(linesOf('keepalive_timeout 0;', '1.22.1', own, done)).toEqual([]);
    expect(linesOf('keepalive_min_timeout 1s;', '1.29.0', own, done)).toEqual([]);
  });

  it('goes into server where the main file is the image’s', () => {
    const lines = linesOf('keepalive_timeout 65; server { listen 80; }', '1.22.1', surveyedService('proxy'));
    expect(lines).toEqual([['in server', 'keepalive_timeout 0;', undefined]]);
  });
});
