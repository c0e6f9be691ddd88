import { describe, expect, it } from 'vitest';
import { sectionsOf } from '../../../../../src/adapters/haproxy/setup/sections.ts';
import { serviceSetup } from '../../../../../src/adapters/haproxy/setup/service.ts';
import { TRAFFIC_DEFAULTS } from '../../../../../src/core/balancing.ts';
import type { GeneratedService } from '../../../../../src/core/setup.ts';
import { surveyedService } from '../../../../support/survey.ts';

const COMMON = { service: 'lb', configDir: '/auto', socket: '/run/admin.sock' };

function setupOf(text: string, generated: Readonly<Record<string, GeneratedService>> = {}) {
  const sections = sectionsOf([{ path: '/haproxy.cfg', text }]);
  return serviceSetup(surveyedService('web'), sections, new Map(Object.entries(generated)), COMMON);
}

const HTTP = 'defaults\n  mode http\n';

describe('a backend of the user’s with servers of the service', () => {
  it('keeps its algorithm, check and port; the default backend stays as the fallback', () => {
    const setup = setupOf(
      `${HTTP}frontend in\n  bind :80\n  default_backend app\nbackend app\n  balance source\n  option httpchk GET /up\n  cookie SRV insert nocache\n  timeout server 50s\n  server a web:3000 check\n`,
    );
    expect(setup.balancer).toEqual({
      kind: 'haproxy',
      ...COMMON,
      ...TRAFFIC_DEFAULTS,
      backend: 'web',
      algorithm: 'source',
      port: 3000,
      check: { ...TRAFFIC_DEFAULTS.check, path: '/up' },
      sticky: { cookie: 'SRV' },
      timeouts: { ...TRAFFIC_DEFAULTS.timeouts, responseMs: 50_000 },
    });
    expect(setup.lines).toMatchObject([
      { where: 'in frontend in, behind other use_backend lines', lines: ['use_backend %[str(web)]'] },
    ]);
    expect(setup.notes[0]).toContain('may stay: it serves while there is no backend web');
    expect(setup.obstacles).toEqual([]);
  });

  it('replaces a conditional rule, and steps aside for a backend of the same name', () => {
    const setup = setupOf(
      `${HTTP}frontend in\n  use_backend web if { path_beg /w }\nbackend web\n  server-template w 5 web:8080 resolvers docker\n`,
    );
    expect(setup.balancer).toMatchObject({ backend: 'web-replicas', algorithm: 'roundrobin', port: 8080 });
    expect(setup.lines).toMatchObject([
      {
        where: 'line 4',
        insteadOf: 'use_backend web if { path_beg /w }',
        lines: ['use_backend %[str(web-replicas)] if { path_beg /w }'],
      },
    ]);
    expect(setup.notes[0]).toContain('filled by DNS, is not used any more');
  });

  it('is known by the name of a container too, in a listen section', () => {
    const setup = setupOf(`${HTTP}listen app\n  bind :80\n  server one shop-web-1:9000\n`);
    expect(setup.balancer).toMatchObject({ port: 9000, backend: 'web' });
    expect(setup.lines).toMatchObject([{ where: 'in listen app, behind other use_backend lines' }]);
  });
});

it('nothing is missing where a rule leads to the generated backend', () => {
  const config = `${HTTP}frontend in\n  use_backend %[str(web)]\n`;
  expect(setupOf(config)).toMatchObject({ isRouted: true, lines: [], obstacles: [] });
  const other = `${HTTP}frontend in\n  use_backend pool\n`;
  expect(setupOf(other, { pool: { service: 'web', port: 81 } })).toMatchObject({
    isRouted: true,
    lines: [],
    balancer: { backend: 'pool', port: 81 },
  });
  expect(setupOf(other, { pool: { service: 'api' } })).toMatchObject({ isRouted: false });
});

describe('what stands in the way', () => {
  it('a frontend in mode tcp', () => {
    const setup = setupOf('frontend in\n  default_backend app\nbackend app\n  server a web:3000\n');
    expect(setup.obstacles).toMatchObject([
      { reason: 'frontend in (/haproxy.cfg:1) is in mode tcp, and the generated backends are HTTP' },
    ]);
  });

  it('TLS to the replicas', () => {
    const setup = setupOf(
      `${HTTP}frontend in\n  default_backend app\nbackend app\n  server a web:3000 ssl verify none\n`,
    );
    expect(setup.obstacles).toHaveLength(1);
  });

  it('several frontends and none that is meant', () => {
    const setup = setupOf(`${HTTP}frontend a\n  use_backend x\nfrontend b\n  use_backend y\n`);
    expect(setup).toMatchObject({
      isRouted: false,
      lines: [],
      obstacles: [{ fix: expect.stringContaining('use_backend') }],
    });
  });
});
