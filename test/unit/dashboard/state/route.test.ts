import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRoute, routeTo } from '../../../../src/dashboard/state/route.ts';

test('every service has an address that leads back to it', () => {
  const name = fc.string({ minLength: 1 }).filter((text) => text.isWellFormed());
  fc.assert(
    fc.property(fc.record({ project: name, service: name }), (ref) => {
      expect(parseRoute(routeTo(ref))).toEqual({ kind: 'service', ref });
    }),
  );
});

test.each(['', '#', '#/', '#/shop', '#/shop/web/x', '#/%E0%A4%A/web'])('%j leads to all services', (hash) => {
  expect(parseRoute(hash)).toEqual({ kind: 'all' });
});
