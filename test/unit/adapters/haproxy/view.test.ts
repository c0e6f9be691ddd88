import { describe, expect, it } from 'vitest';
import { addressKey } from '../../../../src/adapters/haproxy/address.ts';
import { viewOf } from '../../../../src/adapters/haproxy/view.ts';

function server(
  number: number,
  address: string,
  admin: 'ready' | 'drain' | 'maint',
  inFlight = 0,
  up = true,
) {
  return { backend: 'web', name: `s${number}`, address, port: 80, admin, up, inFlight };
}

const key = (address: string) => addressKey({ address, port: 80 });
const ids = new Map([
  [key('10.0.0.2'), 'a'],
  [key('10.0.0.3'), 'b'],
  [key('10.0.0.4'), 'c'],
]);

describe('the balancer’s view', () => {
  it('knows who gets requests, who finishes, who is down, and whose entry is a stranger’s', () => {
    const servers = [
      server(1, '10.0.0.2', 'ready', 3),
      server(2, '10.0.0.3', 'drain', 1),
      server(3, '10.0.0.4', 'ready', 0, false),
      server(4, '10.0.0.9', 'maint'),
      server(5, '0.0.0.0', 'maint', 0, false),
    ];
    expect(viewOf(servers, ids, new Map())).toEqual({
      entries: [
        { replicaId: 'a', address: '10.0.0.2', port: 80, state: 'active', inFlight: 3 },
        { replicaId: 'b', address: '10.0.0.3', port: 80, state: 'draining', inFlight: 1 },
        { replicaId: 'c', address: '10.0.0.4', port: 80, state: 'down', inFlight: 0 },
        { address: '10.0.0.9', port: 80, state: 'down', inFlight: 0 },
      ],
      inRotation: ['a'],
    });
  });

  it('counts what an old process still serves, once', () => {
    const old = new Map([
      [key('10.0.0.2'), 2],
      [key('10.0.0.3'), 1],
      [key('10.0.0.8'), 5],
    ]);
    const { entries } = viewOf(
      [server(1, '10.0.0.2', 'ready', 3), server(2, '10.0.0.2', 'maint', 1)],
      ids,
      old,
    );
    expect(entries).toEqual([
      { replicaId: 'a', address: '10.0.0.2', port: 80, state: 'active', inFlight: 6 },
      { replicaId: 'b', address: '10.0.0.3', port: 80, state: 'draining', inFlight: 1 },
    ]);
  });
});
