import { describe, expect, it } from 'vitest';
import { safeNames } from '../../../../src/adapters/haproxy/names.ts';
import { AutoscalerError } from '../../../../src/core/errors.ts';
import { checking, service } from './fixtures.ts';

const HOSTILE = [
  'a b',
  'a\nb',
  'a;b',
  'a{b',
  'a}b',
  'a#b',
  'a%b',
  'a"b',
  "a'b",
  'a$b',
  'a`b',
  'a\\b',
  'a/b',
  '',
  'é',
  'a\u0000b',
  'x'.repeat(200),
];

function errorOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('names for HAProxy', () => {
  it('places the file and its candidate, which HAProxy skips, in the directory', () => {
    expect(safeNames(service())).toEqual({
      owner: 'shop/web',
      backend: 'web',
      directory: '/usr/local/etc/haproxy/auto',
      file: {
        base: 'shop-web.cfg',
        path: '/usr/local/etc/haproxy/auto/shop-web.cfg',
        candidate: '/usr/local/etc/haproxy/auto/.shop-web.cfg.candidate',
      },
      frontends: {
        base: 'frontends.cfg',
        path: '/usr/local/etc/haproxy/auto/frontends.cfg',
        candidate: '/usr/local/etc/haproxy/auto/.frontends.cfg.candidate',
      },
      settingsVariable: 'AUTOSCALER_shop-web',
    });
  });

  it.each(HOSTILE)('refuses %j as project, service or backend, and says where and what to do', (name) => {
    const attempts = [
      service({}, { project: name, service: 'web' }),
      service({}, { project: 'shop', service: name }),
      service({ backend: name }),
    ];
    for (const attempt of attempts) {
      const error = errorOf(() => safeNames(attempt));
      expect(error).toBeInstanceOf(AutoscalerError);
      expect(error).toMatchObject({ code: 'E_BALANCER_UNSUPPORTED', fix: expect.stringMatching(/\.$/) });
    }
  });

  it.each(['relative', '/a\nb', '/a\u0000', ''])('refuses %j as a directory', (configDir) => {
    expect(errorOf(() => safeNames(service({ configDir })))).toMatchObject({
      code: 'E_BALANCER_UNSUPPORTED',
      at: 'balancer.configDir',
    });
  });

  it.each(['healthz', '/a b', "/a'b", '/a"b', '/a\nb', '/a#b', '/a\\b', '/{a}', '/é'])(
    'refuses %j as a check path',
    (checkPath) => {
      expect(errorOf(() => safeNames(service(checking(checkPath))))).toMatchObject({
        code: 'E_BALANCER_UNSUPPORTED',
        at: 'balancer.check.path',
      });
    },
  );

  it.each(['/', '/healthz', '/a/b?c=1&d=%20', '/$x;y=(1)'])('takes %j as a check path', (checkPath) => {
    expect(safeNames(service(checking(checkPath))).checkPath).toBe(checkPath);
  });
});
