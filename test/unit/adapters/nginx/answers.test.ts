import { describe, expect, it } from 'vitest';
import { isStoppedContainer } from '../../../../src/adapters/nginx/exec-end.ts';
import { complaints } from '../../../../src/adapters/nginx/install-error.ts';
import { NginxMetricSource } from '../../../../src/adapters/nginx/metrics.ts';
import { abortError, patiently } from '../../../../src/adapters/nginx/patience.ts';
import { nginxService } from '../../../../src/adapters/nginx/service.ts';
import { AutoscalerError } from '../../../../src/core/errors.ts';
import { requests } from '../../../support/builders.ts';
import { service as haproxy } from '../haproxy/fixtures.ts';
import { service } from './fixtures.ts';

describe('nginx’s complaints', () => {
  it('are its own lines, without the rest', () => {
    const output = [
      '2026/11/21 04:11:38 [emerg] 40#40: duplicate upstream "web" in /etc/nginx/auto/shop-web.conf:6',
      'nginx: [warn] something that does not matter',
      'nginx: [emerg] duplicate upstream "web" in /etc/nginx/auto/shop-web.conf:6',
      'nginx: configuration file /etc/nginx/nginx.conf test failed',
    ].join('\n');
    expect(complaints(output)).toBe('duplicate upstream "web" in /etc/nginx/auto/shop-web.conf:6');
  });

  it('are everything there is when nginx said nothing', () => {
    expect(complaints('sh: 1: nginx: not found\n\n')).toBe('sh: 1: nginx: not found');
  });
});

describe('a command that ends', () => {
  it.each([
    [137, '', true],
    [143, '', true],
    [126, 'OCI runtime exec failed: exec failed: cannot exec in a stopped container', true],
    [127, 'OCI runtime exec failed: exec: "sh": executable file not found in $PATH', false],
    [1, 'mv: cannot move', false],
  ])('with %i and %j: its container stopped %s', (exitCode, output, stopped) => {
    expect(isStoppedContainer(exitCode, output)).toBe(stopped);
  });
});

describe('patience', () => {
  const away = new AutoscalerError('E_BALANCER_MISSING', 'restarting');

  it('ends in time, and at other errors at once', async () => {
    const signal = new AbortController().signal;
    await expect(patiently(0, signal, () => Promise.reject(away))).rejects.toBe(away);
    const other = new AutoscalerError('E_BALANCER_INVALID', 'no');
    await expect(patiently(10_000, signal, () => Promise.reject(other))).rejects.toBe(other);
    await expect(patiently(10_000, AbortSignal.abort(), () => Promise.reject(away))).rejects.toBe(away);
  });

  it('says why it was ended', () => {
    const reason = new AutoscalerError('E_LOCK_LOST', 'lost');
    expect(abortError(AbortSignal.abort(reason), 'x')).toBe(reason);
    expect(abortError(AbortSignal.abort(), 'x').code).toBe('E_INTERRUPTED');
  });
});

it('nginx answers every metric with an error that says what to use instead', async () => {
  const { ref, balancer } = service();
  const request = { ref, balancer, metric: requests(), replicaIds: [] };
  expect(await new NginxMetricSource().read([request])).toEqual([
    {
      kind: 'error',
      code: 'E_METRIC_UNAVAILABLE',
      message: expect.stringMatching(/balancer\.requests-per-second .* prometheus query/),
    },
  ]);
});

it('a service behind another balancer is refused', () => {
  expect(() => nginxService(haproxy())).toThrow(expect.objectContaining({ code: 'E_INTERNAL' }));
});
