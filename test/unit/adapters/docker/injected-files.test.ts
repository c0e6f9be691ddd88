import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { candidatePaths, isInjected, parsePathStat } from '../../../../src/adapters/docker/injected-files.ts';

const TEMPLATE = {
  Created: '2026-01-02T03:04:05.900000000Z',
  State: { StartedAt: '2026-01-02T03:04:09.100000000Z' },
};
const stat = (mtime: string, mode = 0o444) => ({ mode, mtime });

describe('candidatePaths', () => {
  it('are changed files without the engine’s own, secrets first, then by depth', () => {
    const changes = [
      ['/var', 0],
      ['/var/log', 1],
      ['/var/log/app.log', 1],
      ['/.dockerenv', 1],
      ['/etc/hosts', 0],
      ['/deleted', 2],
      ['/inline', 1],
      ['/etc/nginx/nginx.conf', 0],
      ['/run/secrets', 1],
      ['/run/secrets/token', 1],
    ] as const;
    expect(candidatePaths(changes.map(([Path, Kind]) => ({ Path, Kind })))).toEqual([
      '/run/secrets/token',
      '/inline',
      '/var/log/app.log',
      '/etc/nginx/nginx.conf',
    ]);
  });

  it('are bounded, and keep secrets', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => ({ Path: `/cache/${index}`, Kind: 1 }));
    const paths = candidatePaths([...many, { Path: '/run/secrets/deep/down/token', Kind: 1 }]);
    expect(paths.length).toBeLessThan(1_000);
    expect(paths[0]).toBe('/run/secrets/deep/down/token');
  });
});

describe('isInjected', () => {
  it.each([
    ['written by Compose', stat('2026-01-02T03:04:06Z'), true],
    ['rounded past the start', stat('2026-01-02T03:04:10Z'), true],
    ['written by a process', stat('2026-01-02T03:04:09.041322Z'), false],
    ['older than the container', stat('2026-01-02T03:04:04Z'), false],
    ['from an archive, long ago', stat('2020-01-02T03:04:05Z'), false],
    ['after the start', stat('2026-01-02T03:05:00Z'), false],
    ['a directory', stat('2026-01-02T03:04:06Z', 0x80000000 + 0o755), false],
    ['a link', stat('2026-01-02T03:04:06Z', 0x08000000 + 0o777), false],
    ['gone', undefined, false],
  ])('%s', (_title, one, expected) => {
    expect(isInjected(one, TEMPLATE)).toBe(expected);
  });
});

describe('parsePathStat', () => {
  it('reads the header', () => {
    const header = Buffer.from('{"name":"x","size":3,"mode":292,"mtime":"2026-01-02T03:04:06Z"}').toString(
      'base64',
    );
    expect(parsePathStat(header)).toEqual({ mode: 292, mtime: '2026-01-02T03:04:06Z' });
  });

  it('never trips over one', () => {
    fc.assert(fc.property(fc.string(), (header) => parsePathStat(header) === undefined));
  });
});
