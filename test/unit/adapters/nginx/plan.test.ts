import { describe, expect, it } from 'vitest';
import { readMain } from '../../../../src/adapters/nginx/main-file.ts';
import { safeNames } from '../../../../src/adapters/nginx/names.ts';
import { planService } from '../../../../src/adapters/nginx/plan.ts';
import type { FilesOnDisk } from '../../../../src/adapters/nginx/probe.ts';
import { wantedOf } from '../../../../src/adapters/nginx/wanted.ts';
import type { Member } from '../../../../src/core/ports.ts';
import { CONTAINER, disk, mainFile, replica, server, service } from './fixtures.ts';

const NAMES = safeNames(service());
const active = (...numbers: number[]) =>
  numbers.map((number): Member => ({ replica: replica(number), state: 'active' }));

function plan(members: readonly Member[], files: FilesOnDisk, hasOldWorkers = false, subject = service()) {
  return planService(wantedOf(subject, members, CONTAINER), files, hasOldWorkers);
}

/** The service's main file as it is planned. */
function mainOf(...args: Parameters<typeof plan>) {
  return plan(...args).files.find(({ place }) => place.file === NAMES.main.file);
}

const leftIn = (...args: Parameters<typeof plan>) =>
  readMain((mainOf(...args)?.content ?? '').split('\n')).left.map(({ address }) => address);

describe('the servers of an upstream', () => {
  it('are the active members, by number, one of each address', () => {
    const twin = replica(9, { addresses: replica(1).addresses });
    const members: Member[] = [
      ...active(3, 1),
      { replica: replica(2), state: 'draining' },
      { replica: replica(4), state: 'joining' },
      { replica: twin, state: 'active' },
    ];
    expect(wantedOf(service(), members, CONTAINER).servers).toEqual([server(1), server(3)]);
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
    expect(mainOf(active(1, 2), disk([1, 2]))).toBeUndefined();
    expect(mainOf([...active(1), { replica: replica(2), state: 'draining' }], disk([1]))).toBeUndefined();
  });

  it.each([
    ['there is none', new Map(), 'nginx does not know the upstream "web" yet'],
    ['the servers differ', disk([1]), 'the servers of the upstream "web" changed'],
    [
      'it was never seen loaded',
      disk([1, 2], [], [1]),
      'it is not certain that nginx runs what /etc/nginx/auto/shop-web.conf says',
    ],
  ])('is loaded when %s', (_, files, reason) => {
    expect(plan(active(1, 2), files).reason).toBe(reason);
    expect(mainOf(active(1, 2), files)?.generation).toBe(mainFile([1, 2]).generation);
  });

  it('is loaded when only settings differ', () => {
    const subject = service({ algorithm: 'random' });
    expect(plan(active(1), disk([1]), false, subject).reason).toBe(
      'the settings of the upstream "web" changed',
    );
  });

  it('for locations is loaded by itself, and must be included only when it is needed', () => {
    const [first, ...others] = plan(active(1), disk([1])).files;
    expect(others).toEqual([]);
    if (first === undefined) throw new Error('no file');
    const { file, proof } = first.place;
    expect(file).toBe('/etc/nginx/auto/shop-web.location');
    const files = new Map([...disk([1]), [file, first.content.split('\n')], [proof, [first.generation]]]);
    expect(plan(active(1), files)).toMatchObject({ files: [], included: undefined });
    const changed = plan(active(1), files, false, service({ body: { buffering: true } }));
    expect(changed).toMatchObject({
      files: [{ place: { file } }],
      included: { place: { file } },
      reason: 'what concerns the locations of "web" changed',
    });
  });

  it('keeps in mind which servers old workers may know', () => {
    expect(leftIn(active(1), disk([1, 2], [3]))).toEqual(['10.0.0.2']);
    expect(leftIn(active(1), disk([1, 2], [3]), true)).toEqual(['10.0.0.2', '10.0.0.3']);
    expect(leftIn(active(1, 3), disk([1, 2], [3]), true)).toEqual(['10.0.0.2']);
    expect(leftIn(active(1), disk([1, 2], [], [4]))).toEqual(['10.0.0.2', '10.0.0.4']);
  });

  it('of somebody else is not overwritten', () => {
    const { file } = NAMES.main;
    expect(() => plan(active(1), new Map([[file, ['upstream web {}']]]))).toThrow(
      expect.objectContaining({
        code: 'E_BALANCER_WRITE',
        message: expect.stringContaining('was not written'),
      }),
    );
    const other = mainFile([1]).content.replace('shop/web', 'shop-web/x').split('\n');
    expect(() => plan(active(1), new Map([[file, other]]))).toThrow('belongs to shop-web/x');
  });
});
