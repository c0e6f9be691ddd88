import { describe, expect, it } from 'vitest';
import { safeNames } from '../../../../src/adapters/nginx/names.ts';
import { readOnDisk } from '../../../../src/adapters/nginx/on-disk.ts';
import { placeReplicas, viewOf } from '../../../../src/adapters/nginx/view.ts';
import { CONTAINER, disk, nginx, replica, service } from './fixtures.ts';

const MAIN = safeNames(service()).main;

function onDisk(...args: Parameters<typeof disk>) {
  return readOnDisk(disk(...args), MAIN);
}

const connection = (number: number) => `   0: 0900000A:C350 0${number}00000A:1F90 01 00000000:00000000`;

const replicas = placeReplicas(
  [1, 2, 3].map((number) => replica(number)),
  CONTAINER,
  undefined,
);
const CALM = nginx({ serving: [9] });
const BUSY = nginx({ serving: [9], leaving: [7] });

describe('the view of nginx', () => {
  it('has the servers of the file in rotation, with their connections', () => {
    const { entries, inRotation } = viewOf(
      onDisk([1, 2]),
      { processes: BUSY, connections: [connection(1), connection(1)] },
      replicas,
    );
    expect(inRotation).toEqual(['id-1', 'id-2']);
    expect(entries).toEqual([
      { replicaId: 'id-1', address: '10.0.0.1', port: 8080, state: 'active', inFlight: 2 },
      { replicaId: 'id-2', address: '10.0.0.2', port: 8080, state: 'active', inFlight: 0 },
    ]);
  });

  it('has a request at a replica that left while an old worker may know it', () => {
    const left = (processes: typeof CALM, connections: readonly string[]) =>
      viewOf(onDisk([1, 2], [3]), { processes, connections }, replicas).entries.slice(2);
    const draining = { replicaId: 'id-3', address: '10.0.0.3', port: 8080, state: 'draining' };
    expect(left(BUSY, [])).toEqual([{ ...draining, inFlight: 1 }]);
    expect(left(BUSY, [connection(3), connection(3)])).toEqual([{ ...draining, inFlight: 2 }]);
    expect(left(CALM, [])).toEqual([]);
    expect(left(CALM, [connection(3)])).toEqual([{ ...draining, inFlight: 1 }]);
  });

  it('has none at a replica that no worker ever knew', () => {
    const { entries } = viewOf(onDisk([1, 2]), { processes: BUSY, connections: [] }, replicas);
    expect(entries.map(({ replicaId }) => replicaId)).toEqual(['id-1', 'id-2']);
  });

  it('calls in rotation, while a file is not proven, only what it has in common with the one before', () => {
    const view = viewOf(onDisk([1, 3], [], [1, 2]), { processes: BUSY, connections: [] }, replicas);
    expect(view.inRotation).toEqual(['id-1']);
    expect(view.entries.map(({ replicaId, state }) => [replicaId, state])).toEqual([
      ['id-1', 'active'],
      ['id-3', 'down'],
      ['id-2', 'draining'],
    ]);
  });

  it('has entries of nobody for servers without a replica, and nothing without a file', () => {
    const { entries, inRotation } = viewOf(onDisk([7]), { processes: CALM, connections: [] }, replicas);
    expect(entries).toEqual([{ address: '10.0.0.7', port: 8080, state: 'active', inFlight: 0 }]);
    expect(inRotation).toEqual([]);
    const nothing = readOnDisk(new Map(), MAIN);
    expect(viewOf(nothing, { processes: BUSY, connections: [] }, replicas).entries).toEqual([]);
  });

  it('leaves out replicas without an address', () => {
    expect(placeReplicas([replica(1, { addresses: [] })], CONTAINER, 80)).toEqual([]);
  });
});
