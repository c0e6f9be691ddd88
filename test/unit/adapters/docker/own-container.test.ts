import { describe, expect, test } from 'vitest';
import { publishedAddress } from '../../../../src/adapters/docker/own-container.ts';
import { inspected } from './fixtures.ts';

describe('where a container publishes a port', () => {
  const container = (Ports: Record<string, readonly { HostIp: string; HostPort: string }[] | null>) => {
    const there = inspected();
    return Object.assign(there, { NetworkSettings: { ...there.NetworkSettings, Ports } });
  };

  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['0.0.0.0', '127.0.0.1'],
    ['::', '127.0.0.1'],
    ['', '127.0.0.1'],
    ['192.0.2.7', '192.0.2.7'],
  ])('on %j it is reached at %s', (HostIp, host) => {
    const ports = { '9095/tcp': [{ HostIp, HostPort: '19095' }], '80/tcp': null };
    expect(publishedAddress(container(ports), 9095)).toEqual({ host, port: 19095 });
    expect(publishedAddress(container(ports), 80)).toBeUndefined();
  });

  test('is nowhere for a process outside containers, and for a port that is not published', () => {
    expect(publishedAddress(undefined, 9095)).toBeUndefined();
    expect(publishedAddress(container({}), 9095)).toBeUndefined();
  });
});
