import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUnset } from '../../../../src/adapters/haproxy/address.ts';
import type { PlacedMember, RunningSlot } from '../../../../src/adapters/haproxy/slots.ts';
import { assignSlots, slotName, slotNumber } from '../../../../src/adapters/haproxy/slots.ts';
import { addressKey } from '../../../../src/core/server-address.ts';

function member(last: number, state: PlacedMember['state'] = 'active'): PlacedMember {
  return {
    address: `10.0.0.${last}`,
    port: 80,
    replicaId: `id-${last}`,
    replicaName: `web-${last}`,
    weight: 100,
    state,
  };
}

function slot(number: number, last: number, admin: RunningSlot['admin'], inFlight = 0): RunningSlot {
  return {
    name: slotName(number),
    address: last === 0 ? '0.0.0.0' : `10.0.0.${last}`,
    port: 80,
    admin,
    weight: 100,
    inFlight,
  };
}

const ADMIN_OF = { joining: 'maint', active: 'ready', draining: 'drain' } as const;

const NO_FILE = new Map<string, { address: string; port: number }>();

function placesOf(
  running: readonly RunningSlot[],
  members: readonly PlacedMember[],
  file = NO_FILE,
  atLeast = 4,
) {
  const slots = assignSlots({ running, file, members, atLeast });
  return Object.fromEntries(slots.flatMap(({ name, member }) => (member ? [[name, member.replicaId]] : [])));
}

describe('slots', () => {
  it('fills a new backend from the first slot on', () => {
    expect(placesOf([], [member(2), member(3)])).toEqual({ s1: 'id-2', s2: 'id-3' });
  });

  it('leaves every member where it runs, and gives a new one the lowest free slot', () => {
    const running = [slot(1, 0, 'maint'), slot(2, 2, 'ready'), slot(3, 3, 'drain'), slot(4, 0, 'maint')];
    expect(placesOf(running, [member(4), member(3), member(2)])).toEqual({
      s1: 'id-4',
      s2: 'id-2',
      s3: 'id-3',
    });
  });

  it('follows the file where the process has no address yet', () => {
    const running = [slot(1, 0, 'maint'), slot(2, 0, 'maint')];
    const file = new Map([['s2', { address: '10.0.0.5', port: 80 }]]);
    expect(placesOf(running, [member(5)], file)).toEqual({ s2: 'id-5' });
  });

  it('never reuses a slot that serves or may be given requests, but adds one', () => {
    const running = [slot(1, 9, 'maint', 1), slot(2, 8, 'ready'), slot(3, 7, 'drain', 2)];
    expect(placesOf(running, [member(2)], NO_FILE, 3)).toEqual({ s4: 'id-2' });
  });

  it('reuses a slot that was left and serves nothing', () => {
    expect(placesOf([slot(1, 9, 'maint'), slot(2, 8, 'drain')], [member(2), member(3)])).toEqual({
      s1: 'id-2',
      s2: 'id-3',
    });
  });

  it('gives a draining member that is in no slot none', () => {
    expect(placesOf([slot(1, 0, 'maint')], [member(2, 'draining')])).toEqual({});
  });

  it('prefers the slot in use when two have the address', () => {
    expect(placesOf([slot(1, 2, 'maint'), slot(2, 2, 'ready')], [member(2)])).toEqual({ s2: 'id-2' });
  });

  it('has as many slots as asked for', () => {
    expect(
      assignSlots({ running: [], file: NO_FILE, members: [], atLeast: 6 }).map(({ name }) => name),
    ).toEqual(['s1', 's2', 's3', 's4', 's5', 's6']);
  });
});

const lastOctet = fc.integer({ min: 0, max: 12 });
const runningSlots = fc
  .array(fc.tuple(lastOctet, fc.constantFrom('ready', 'drain', 'maint'), fc.integer({ min: 0, max: 2 })), {
    maxLength: 8,
  })
  .map((rows) =>
    rows.map(([last, admin, inFlight], index) =>
      slot(index + 1, last, last === 0 ? 'maint' : admin, inFlight),
    ),
  );
const someMembers = fc
  .uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 10 })
  .chain((lasts) =>
    fc.tuple(
      ...lasts.map((last) =>
        fc.constantFrom('joining', 'active', 'draining').map((state) => member(last, state)),
      ),
    ),
  );
const someFile = fc
  .uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 8 })
  .map(
    (lasts) =>
      new Map(lasts.map((last, index) => [slotName(index + 1), { address: `10.0.0.${last}`, port: 80 }])),
  );

describe('slots, whatever runs', () => {
  it('place every active member exactly once and disturb nothing that is in use', () => {
    fc.assert(
      fc.property(runningSlots, someMembers, someFile, (running, members, file) => {
        const slots = assignSlots({ running, file, members, atLeast: 4 });
        const placed = slots.flatMap(({ member: own }) => (own ? [own] : []));
        expect(new Set(placed.map(addressKey)).size).toBe(placed.length);
        for (const own of members) if (own.state !== 'draining') expect(placed).toContain(own);
        expect(slots.map(({ name }) => slotNumber(name))).toEqual(slots.map((_, index) => index + 1));
        for (const { name, member: own } of slots) {
          const before = running.find((candidate) => candidate.name === name);
          if (own === undefined || before === undefined || isUnset(before.address)) continue;
          const stays = addressKey(before) === addressKey(own);
          expect(stays || (before.inFlight === 0 && before.admin !== 'ready')).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('are stable: what was assigned stays assigned', () => {
    fc.assert(
      fc.property(runningSlots, someMembers, someFile, (running, members, file) => {
        const first = assignSlots({ running, file, members, atLeast: 4 });
        const after = first.map(({ name, member: own }): RunningSlot => {
          if (own === undefined)
            return { name, address: '0.0.0.0', port: 80, admin: 'maint', inFlight: 0, weight: 100 };
          return {
            name,
            address: own.address,
            port: own.port,
            admin: ADMIN_OF[own.state],
            inFlight: 1,
            weight: own.weight,
          };
        });
        expect(assignSlots({ running: after, file: NO_FILE, members, atLeast: 4 })).toEqual(first);
      }),
    );
  });
});
