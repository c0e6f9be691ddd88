import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packFiles, unpackFiles } from '../../../../src/adapters/docker/archive.ts';
import { mapBounded } from '../../../../src/adapters/docker/concurrency.ts';
import { EventLines, parseEvent } from '../../../../src/adapters/docker/event-lines.ts';
import { demultiplex } from '../../../../src/adapters/docker/multiplex.ts';

const bytes = fc.uint8Array({ maxLength: 2_000 }).map((array) => Buffer.from(array));

describe('archives', () => {
  it('bring files back as they were', async () => {
    const segment = fc.stringMatching(/^[A-Za-z0-9ü._-]{1,120}$/).filter((name) => !/^\.+$/.test(name));
    const file = fc.record({
      path: fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
      content: bytes,
      mode: fc.integer({ min: 1, max: 0o777 }),
      uid: fc.nat(65_535),
      gid: fc.nat(65_535),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(file, { maxLength: 4 }), async (files) => {
        const archive = await packFiles(files);
        const back = await unpackFiles(Readable.from([archive]));
        expect(back).toEqual(files);
      }),
      { numRuns: 50 },
    );
  });

  it('of nothing are a valid archive', async () => {
    expect(await unpackFiles(Readable.from([await packFiles([])]))).toEqual([]);
  });

  it('that break off are an error', async () => {
    const archive = await packFiles([
      { path: 'a', content: Buffer.alloc(4_000), mode: 0o644, uid: 0, gid: 0 },
    ]);
    await expect(unpackFiles(Readable.from([archive.subarray(0, 2_000)]))).rejects.toThrow();
  });
});

describe('demultiplex', () => {
  const frame = (stream: number, content: Buffer) => {
    const header = Buffer.alloc(8);
    header.writeUInt8(stream, 0);
    header.writeUInt32BE(content.length, 4);
    return Buffer.concat([header, content]);
  };

  it('joins what the frames carry, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(1, 2), fc.string()), { minLength: 1 }), (parts) => {
        const raw = Buffer.concat(parts.map(([stream, text]) => frame(stream, Buffer.from(text))));
        expect(demultiplex(raw)).toBe(parts.map(([, text]) => text).join(''));
      }),
    );
  });

  it('keeps characters whole that were cut between frames', () => {
    const euro = Buffer.from('€');
    expect(demultiplex(Buffer.concat([frame(1, euro.subarray(0, 1)), frame(1, euro.subarray(1))]))).toBe('€');
  });

  it('takes a terminal’s stream as it is', () => {
    expect(demultiplex(Buffer.from('plain text of a terminal\n'))).toBe('plain text of a terminal\n');
    expect(demultiplex(Buffer.from('short'))).toBe('short');
    expect(demultiplex(Buffer.alloc(0))).toBe('');
  });
});

describe('events', () => {
  const line = (action: string, id: string, nanos: string) =>
    `{"Type":"container","Action":"${action}","Actor":{"ID":"${id}","Attributes":{"exitCode":"1","name":"x"}},"time":1700000000,"timeNano":${nanos}}`;

  it('are read however the stream is cut', () => {
    const text = ['die', 'start', 'destroy']
      .map((action) => line(action, 'ü', '1700000000123456789'))
      .join('\n');
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), text.length];
        const lines = new EventLines();
        const seen = places.slice(1).flatMap((end, index) => lines.push(text.slice(places[index], end)));
        expect([...seen, ...lines.push('\n')].map((event) => event.action)).toEqual([
          'die',
          'start',
          'destroy',
        ]);
      }),
    );
  });

  it('tell the health without its value, and a moment just past them', () => {
    const event = parseEvent(line('health_status: healthy', 'a', '1700000000123456789'));
    expect(event).toMatchObject({
      action: 'health_status',
      containerId: 'a',
      labels: { exitCode: '1', name: 'x' },
    });
    expect(event?.after).toBeGreaterThan(1_700_000_000.123456);
    expect(event?.after).toBeLessThan(1_700_000_000.12346);
  });

  it('that are none are passed over', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const event = parseEvent(text);
        if (event !== undefined) expect(event.containerId).toBeTypeOf('string');
      }),
    );
  });
});

describe('mapBounded', () => {
  it('keeps the order and the bound', async () => {
    let running = 0;
    let most = 0;
    const doubled = await mapBounded([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < 8 - item; turn += 1) await Promise.resolve();
      running -= 1;
      return item * 2;
    });
    expect(doubled).toEqual([2, 4, 6, 8, 10, 12, 14]);
    expect(most).toBe(3);
    expect(await mapBounded([], 3, async () => 1)).toEqual([]);
  });
});
