import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseEndpoint } from '../../../../src/adapters/docker/endpoint.ts';
import { engineMessage, statusOf } from '../../../../src/adapters/docker/failures.ts';
import { AutoscalerError } from '../../../../src/core/errors.ts';

describe('parseEndpoint', () => {
  it.each([
    [undefined, { kind: 'socket', path: '/var/run/docker.sock' }],
    ['', { kind: 'socket', path: '/var/run/docker.sock' }],
    ['unix://', { kind: 'socket', path: '/var/run/docker.sock' }],
    ['unix:///run/user/1000/docker.sock', { kind: 'socket', path: '/run/user/1000/docker.sock' }],
    ['/tmp/d.sock', { kind: 'socket', path: '/tmp/d.sock', url: 'unix:///tmp/d.sock' }],
    ['tcp://engine', { kind: 'tcp', host: 'engine', port: 2375 }],
    ['tcp://10.0.0.1:4000', { kind: 'tcp', host: '10.0.0.1', port: 4000, url: 'tcp://10.0.0.1:4000' }],
    ['http://[fd00::1]:4000', { kind: 'tcp', host: 'fd00::1', port: 4000 }],
    ['engine:4000', { kind: 'tcp', host: 'engine', port: 4000 }],
  ])('%s', (host, expected) => {
    expect(parseEndpoint(host === undefined ? {} : { host })).toMatchObject(expected);
  });

  it.each(['ssh://user@host', 'npipe:////./pipe/docker_engine', 'tcp://', 'fd://', 'a b'])(
    'refuses %s',
    (host) => {
      expect(() => parseEndpoint({ host })).toThrow(
        expect.objectContaining({ code: 'E_CONFIG', fix: expect.stringContaining('tcp://host:port') }),
      );
    },
  );

  it('reads certificates, and misses them', () => {
    expect(() => parseEndpoint({ host: 'https://engine' })).toThrow(
      expect.objectContaining({ code: 'E_CONFIG' }),
    );
    const tlsDir = mkdtempSync(join(tmpdir(), 'cadk-tls-'));
    try {
      for (const name of ['ca.pem', 'cert.pem']) writeFileSync(join(tlsDir, name), name);
      expect(() => parseEndpoint({ host: 'tcp://engine', tlsDir })).toThrow(
        expect.objectContaining({ code: 'E_CONFIG', message: expect.stringContaining('key.pem') }),
      );
      writeFileSync(join(tlsDir, 'key.pem'), 'key.pem');
      expect(parseEndpoint({ host: 'tcp://engine', tlsDir })).toMatchObject({
        port: 2376,
        tls: { ca: Buffer.from('ca.pem'), cert: Buffer.from('cert.pem'), key: Buffer.from('key.pem') },
      });
    } finally {
      rmSync(tlsDir, { recursive: true });
    }
  });
});

describe('what the engine said', () => {
  const said = Object.assign(new Error('(HTTP code 404) no such container - No such image: web:1 '), {
    statusCode: 404,
  });

  it('is found behind every wrapping', () => {
    const wrapped = new AutoscalerError('E_START_FAILED', 'outer', {
      cause: new AutoscalerError('E_IMAGE_GONE', 'inner', { cause: said }),
    });
    expect(statusOf(wrapped)).toBe(404);
    expect(engineMessage(wrapped)).toBe('No such image: web:1');
  });

  it('may be nothing', () => {
    expect(statusOf(new Error('x'))).toBeUndefined();
    expect(statusOf('x')).toBeUndefined();
    expect(engineMessage(new AutoscalerError('E_INTERNAL', 'ours'))).toBe('ours');
    expect(engineMessage('text')).toBe('text');
  });
});
