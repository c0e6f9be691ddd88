import { describe, expect, it } from 'vitest';
import { viewOf } from '../../../../src/adapters/haproxy/view.ts';
import { addressKey } from '../../../../src/core/server-address.ts';

function server(
  number: number,
  address: string,
  admin: 'ready' | 'drain' | 'maint',
  inFlight = 0,
  up = true,
) {
  return { backend: 'web', name: `s${number}`, address, port: 80, admin, up, inFlight, weight: 100 };
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
      [key('10.0.0.2'), { inFlight: 2, open: true }],
      [key('10.0.0.3'), { inFlight: 1, open: false }],
      [key('10.0.0.8'), { inFlight: 5, open: true }],
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

  it('holds a leaving replica while an old process may still send it something', () => {
    const inFlight = (open: boolean) => {
      const old = new Map([[key('10.0.0.2'), { inFlight: 0, open }]]);
      return viewOf([server(1, '10.0.0.2', 'drain')], ids, old).entries[0]?.inFlight;
    };
    expect([inFlight(true), inFlight(false)]).toEqual([1, 0]);
  });
});
