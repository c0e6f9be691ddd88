import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLease, parseRecord } from '../../../../src/adapters/docker/lock-record.ts';
import { shareProcessIds, startTimeIn } from '../../../../src/adapters/docker/process-identity.ts';

const IDENTITY = { bootId: 'boot', pidNamespace: 'pid:[1]', pid: 7, startTime: '99' };
const RECORD = {
  holder: { description: 'process 7 on host', journalId: 'j', kind: 'controller', since: 5 },
  identity: { ...IDENTITY, container: { id: 'c', startedAt: 'then' } },
  instance: 'i',
};

describe('lock records', () => {
  it('come back as they were written', () => {
    expect(parseRecord(JSON.stringify(RECORD))).toEqual(RECORD);
    const inContainer = { ...RECORD, holder: { ...RECORD.holder, containerId: 'c' }, identity: IDENTITY };
    expect(parseRecord(JSON.stringify(inContainer))).toEqual(inContainer);
  });

  it('of another form are unknown', () => {
    expect(parseRecord(undefined)).toBeUndefined();
    expect(parseRecord(JSON.stringify({ ...RECORD, instance: 1 }))).toBeUndefined();
    expect(
      parseRecord(JSON.stringify({ ...RECORD, holder: { ...RECORD.holder, kind: 'king' } })),
    ).toBeUndefined();
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(parseRecord(text)).toBeUndefined();
      }),
    );
  });

  it('have leases', () => {
    expect(parseLease('{"renewedAt":17}')).toBe(17);
    expect(parseLease('{"renewedAt":"17"}')).toBeUndefined();
    expect(parseLease('')).toBeUndefined();
    expect(parseLease(undefined)).toBeUndefined();
  });
});

describe('process identities', () => {
  it('read the start time past any name', () => {
    const rest = Array.from({ length: 40 }, (_, index) => `f${index + 4}`).join(' ');
    fc.assert(
      fc.property(fc.string(), (name) => {
        expect(startTimeIn(`7 (${name}) S ${rest}`)).toBe('f22');
      }),
    );
    expect(startTimeIn(`7 (node) Z ${rest}`)).toBeUndefined();
  });

  it('share process IDs under one kernel and in one namespace only', () => {
    expect(shareProcessIds(IDENTITY, { ...IDENTITY, pid: 8 })).toBe(true);
    expect(shareProcessIds(IDENTITY, { ...IDENTITY, bootId: 'other' })).toBe(false);
    expect(shareProcessIds(IDENTITY, { ...IDENTITY, pidNamespace: 'pid:[2]' })).toBe(false);
    expect(shareProcessIds({ ...IDENTITY, bootId: '' }, { ...IDENTITY, bootId: '' })).toBe(false);
  });
});
