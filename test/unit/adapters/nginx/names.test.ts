import { describe, expect, it } from 'vitest';
import { safeNames } from '../../../../src/adapters/nginx/names.ts';
import { AutoscalerError } from '../../../../src/core/errors.ts';
import { HOSTILE, service } from './fixtures.ts';

function errorOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('names for nginx', () => {
  it('places the file, and what nginx does not include, in the directory', () => {
    const beside = (base: string) => ({
      file: `/etc/nginx/auto/${base}`,
      candidate: `/etc/nginx/auto/.${base}.candidate`,
      previous: `/etc/nginx/auto/.${base}.previous`,
      proof: `/etc/nginx/auto/.${base}.proven`,
    });
    expect(safeNames(service())).toEqual({
      owner: 'shop/web',
      project: 'shop',
      backend: 'web',
      zone: 'autoscaler-shop-web',
      prefix: 'autoscaler_web_973756',
      directory: '/etc/nginx/auto',
      main: beside('shop-web.conf'),
      location: beside('shop-web.location'),
      listeners: beside('shop.listeners.conf'),
      siblings: '/etc/nginx/auto/shop-*.conf',
    });
  });

  it('gives services whose names differ in any sign other variables', () => {
    const names = ['a-b', 'a_b', 'a.b', 'A-b', 'a--b'];
    const prefixes = names.map((name) => safeNames(service({}, { project: 'shop', service: name })).prefix);
    expect(new Set(prefixes).size).toBe(names.length);
    for (const prefix of prefixes) expect(prefix).toMatch(/^[A-Za-z0-9_]+$/);
  });

  it.each(HOSTILE)('refuses %j as project, service or backend, and says what to do', (name) => {
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

  it.each(['relative', '/a\nb', '/a b', '/a*', '/a;b', '/$a', '/a\u0000', ''])(
    'refuses %j as a directory',
    (configDir) => {
      expect(errorOf(() => safeNames(service({ configDir })))).toMatchObject({
        code: 'E_BALANCER_UNSUPPORTED',
        at: 'balancer.configDir',
      });
    },
  );
});
