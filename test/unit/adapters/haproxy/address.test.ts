import { expect, it } from 'vitest';
import { isUnset } from '../../../../src/adapters/haproxy/address.ts';

it('a slot is free by its address', () => {
  const free = ['0.0.0.0', '::', '0:0:0:0:0:0:0:0', '-', ''];
  expect(free.filter((address) => !isUnset(address))).toEqual([]);
  expect(['10.0.0.1', '::1'].filter(isUnset)).toEqual([]);
});
