import { describe, expect, it } from 'vitest';
import { safeNames } from '../../../../src/adapters/nginx/names.ts';
import type { OnDisk } from '../../../../src/adapters/nginx/on-disk.ts';
import { readOnDisk } from '../../../../src/adapters/nginx/on-disk.ts';
import { planFile, wantedOf } from '../../../../src/adapters/nginx/plan-file.ts';
import { readUpstream, renderUpstream } from '../../../../src/adapters/nginx/upstream.ts';
import type { Member } from '../../../../src/core/ports.ts';
import { CONTAINER, replica, service } from './fixtures.ts';

const server = (number: number) => ({ address: `10.0.0.${number}`, port: 8080, name: 'x' });
const active = (...numbers: number[]) =>
  numbers.map((number): Member => ({ replica: replica(number), state: 'active' }));

function rendered(numbers: readonly number[], left: readonly number[] = []) {
  return renderUpstream(safeNames(service()), 'roundrobin', numbers.map(server), left.map(server));
}

/** The directory with a file for these servers, proven or with another file before it. */
function onDisk(
  numbers: readonly number[],
  left: readonly number[] = [],
  previous?: readonly number[],
): OnDisk {
  const { content, generation } = rendered(numbers, left);
  const before = previous && rendered(previous).content.split('\n');
  return readOnDisk([content.split('\n'), before, previous ? undefined : [generation]]);
}

const NOTHING = readOnDisk([undefined, undefined, undefined]);

function plan(members: readonly Member[], disk: OnDisk, hasOldWorkers = false, subject = service()) {
  return planFile(wantedOf(subject, members, CONTAINER), disk, hasOldWorkers);
}

const leftIn = (content: string | undefined) =>
  readUpstream((content ?? '').split('\n')).left.map(({ address }) => address);

describe('the servers of an upstream', () => {
  it('are the active members, by number, one of each address', () => {
    const twin = replica(9, { addresses: replica(1).addresses });
    const members: Member[] = [
      ...active(3, 1),
      { replica: replica(2), state: 'draining' },
      { replica: replica(4), state: 'joining' },
      { replica: twin, state: 'active' },
    ];
    expect(wantedOf(service(), members, CONTAINER).servers).toEqual([
      { address: '10.0.0.1', port: 8080, name: 'shop-web-1' },
      { address: '10.0.0.3', port: 8080, name: 'shop-web-3' },
    ]);
  });

  it('need an address each, but not those that leave', () => {
    const lost = replica(1, { addresses: [] });
    const of = (state: Member['state']) => wantedOf(service(), [{ replica: lost, state }], CONTAINER);
    expect(() => of('active')).toThrow(expect.objectContaining({ code: 'E_REPLICA_ADDRESS' }));
    expect(of('draining').servers).toEqual([]);
  });
});

describe('a file', () => {
  it('is not loaded again when nginx runs it', () => {
    expect(plan(active(1, 2), onDisk([1, 2]))).toBeUndefined();
    expect(plan([...active(1), { replica: replica(2), state: 'draining' }], onDisk([1]))).toBeUndefined();
  });

  it.each([
    ['there is none', NOTHING, 'nginx does not know the upstream "web" yet'],
    ['the servers differ', onDisk([1]), 'the servers of the upstream "web" changed'],
    [
      'it was never seen loaded',
      onDisk([1, 2], [], [1]),
      'it is not certain that nginx runs what /etc/nginx/auto/shop-web.conf says',
    ],
  ])('is loaded when %s', (_, disk, reason) => {
    expect(plan(active(1, 2), disk)).toMatchObject({ reason, generation: rendered([1, 2]).generation });
  });

  it('is loaded when only settings differ', () => {
    const subject = service({ algorithm: 'random' });
    expect(plan(active(1), onDisk([1]), false, subject)?.reason).toBe(
      'the settings of the upstream "web" changed',
    );
  });

  it('keeps in mind which servers old workers may know', () => {
    expect(leftIn(plan(active(1), onDisk([1, 2], [3]))?.content)).toEqual(['10.0.0.2']);
    expect(leftIn(plan(active(1), onDisk([1, 2], [3]), true)?.content)).toEqual(['10.0.0.2', '10.0.0.3']);
    expect(leftIn(plan(active(1, 3), onDisk([1, 2], [3]), true)?.content)).toEqual(['10.0.0.2']);
    expect(leftIn(plan(active(1), onDisk([1, 2], [], [4]))?.content)).toEqual(['10.0.0.2', '10.0.0.4']);
  });

  it('of somebody else is not overwritten', () => {
    const foreign = readOnDisk([['upstream web {}'], undefined, undefined]);
    expect(() => plan(active(1), foreign)).toThrow(
      expect.objectContaining({
        code: 'E_BALANCER_WRITE',
        message: expect.stringContaining('was not written'),
      }),
    );
    const other = readOnDisk([rendered([1]).content.replace('shop/web', 'shop-web/x').split('\n')]);
    expect(() => plan(active(1), other)).toThrow('belongs to shop-web/x');
  });
});
