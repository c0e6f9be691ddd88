import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BalancerContainer } from '../../../src/core/ports.ts';
import type { Replica } from '../../../src/core/replica.ts';
import {
  addressKey,
  addressOf,
  canonicalAddress,
  findAddress,
  hostPort,
  isIpAddress,
} from '../../../src/core/server-address.ts';

function replica(changes: Partial<Replica> = {}): Replica {
  return {
    id: 'ab12cd34ef5678901234',
    name: 'shop-web-1',
    number: 1,
    state: 'ready',
    hasHealthCheck: true,
    createdAt: 0,
    addresses: [{ networkId: 'net-a', network: 'shop_backend', ipv4: '10.0.0.2' }],
    ports: [8080],
    ...changes,
  };
}

function container(networkIds: readonly string[] = ['net-a']): BalancerContainer {
  return {
    id: 'lb',
    name: 'shop-lb-1',
    startedAt: 1,
    command: ['lb'],
    networkIds,
    hasIpv6: false,
    addresses: {},
  };
}

describe('a replica’s address', () => {
  it('is the one on the network that the balancer is on', () => {
    const both = replica({
      addresses: [
        { networkId: 'net-b', network: 'shop_db', ipv4: '10.1.0.2' },
        { networkId: 'net-a', network: 'shop_backend', ipv4: '10.0.0.2', ipv6: 'fd00::2' },
      ],
    });
    expect(addressOf(both, container(['net-a']), undefined)).toEqual({ address: '10.0.0.2', port: 8080 });
    expect(addressOf(both, container(['net-b', 'net-c']), 3000)).toEqual({ address: '10.1.0.2', port: 3000 });
  });

  it('is the same one whatever the order of several shared networks', () => {
    const places = [
      { networkId: 'net-b', network: 'b', ipv4: '10.1.0.2' },
      { networkId: 'net-a', network: 'a', ipv4: '10.0.0.2' },
    ];
    const pick = (addresses: typeof places) =>
      addressOf(replica({ addresses }), container(['net-b', 'net-a']), 80).address;
    expect(pick(places)).toBe(pick(places.toReversed()));
  });

  it('is IPv6 where there is no IPv4', () => {
    const v6 = replica({ addresses: [{ networkId: 'net-a', network: 'a', ipv6: 'fd00::2' }] });
    expect(addressOf(v6, container(), 80)).toEqual({ address: 'fd00::2', port: 80 });
    expect(hostPort({ address: 'fd00::2', port: 80 })).toBe('[fd00::2]:80');
    expect(hostPort({ address: '10.0.0.2', port: 80 })).toBe('10.0.0.2:80');
  });

  it('asks for a common network when there is none', () => {
    const call = () => addressOf(replica(), container(['net-z']), 80);
    expect(call).toThrow(
      expect.objectContaining({ code: 'E_REPLICA_ADDRESS', fix: expect.stringContaining('common network') }),
    );
    expect(call).toThrow('shop_backend');
    expect(findAddress(replica(), container(['net-z']), 80)).toBeUndefined();
  });

  it('asks for the port when the image exposes none or several', () => {
    for (const ports of [[], [80, 443]]) {
      const call = () => addressOf(replica({ ports }), container(), undefined);
      expect(call).toThrow(expect.objectContaining({ code: 'E_REPLICA_ADDRESS', at: 'balancer.port' }));
      expect(addressOf(replica({ ports }), container(), 3000).port).toBe(3000);
    }
  });
});

describe('comparing addresses', () => {
  it('knows the spellings of one IPv6 address', () => {
    const spellings = ['fd00::2', 'fd00:0:0:0:0:0:0:2', 'FD00::0002'];
    expect(new Set(spellings.map((address) => addressKey({ address, port: 80 }))).size).toBe(1);
    expect(canonicalAddress('0:0:0:0:0:0:0:0')).toBe('::');
    expect(canonicalAddress('web.example')).toBe('web.example');
  });
});

describe('an IP address', () => {
  it('is what Node takes for one, without a zone', () => {
    const text = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string(), fc.stringMatching(/^[0-9a-f:.]{0,20}$/));
    fc.assert(fc.property(text, (value) => isIpAddress(value) === (isIP(value) !== 0)));
  });

  it('has no zone', () => {
    expect(isIpAddress('fe80::1%eth0')).toBe(false);
  });
});
