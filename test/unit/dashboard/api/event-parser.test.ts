import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventParser } from '../../../../src/dashboard/api/event-parser.ts';

const STREAM =
  'retry: 3000\n\nid: 1-2-3\nevent: decision\ndata: {"a":1}\n\n: \n\nevent: ready\ndata: {}\n\ndata: one\ndata: two\n\n';
const EVENTS = [
  { id: '1-2-3', event: 'decision', data: '{"a":1}' },
  { id: undefined, event: 'ready', data: '{}' },
  { id: undefined, event: 'message', data: 'one\ntwo' },
];

test('reads the same events wherever the text is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(STREAM.length), { maxLength: 8 }), (places) => {
      const cuts = [0, ...places.sort((a, b) => a - b), STREAM.length];
      const parser = new EventParser();
      const events = cuts.slice(1).flatMap((end, index) => parser.push(STREAM.slice(cuts[index], end)));
      expect(events).toEqual(EVENTS);
    }),
  );
});

test('an event that is not whole yet waits', () => {
  const parser = new EventParser();
  expect(parser.push('event: ready\ndata: {}\n')).toEqual([]);
  expect(parser.push('\n')).toHaveLength(1);
});
