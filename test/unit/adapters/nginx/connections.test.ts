import { describe, expect, it } from 'vitest';
import { connectionsTo, patternsOf } from '../../../../src/adapters/nginx/connections.ts';

/** As the kernel writes them, with the columns behind the state cut. */
const TABLE = [
  '   0: 00000000:0050 00000000:0000 0A 00000000:00000000',
  '   1: 0900000A:C350 0200000A:1F90 01 00000000:00000000',
  '   2: 0900000A:C351 0200000A:1F90 02 00000000:00000000',
  '   3: 0900000A:C352 0200000A:1F90 06 00000000:00000000',
  '   4: 0900000A:C353 0300000A:1F90 01 00000000:00000000',
  '   5: 0900000A:C354 0200000A:1F91 01 00000000:00000000',
  '   6: 0200000A:1F90 0100000A:C350 01 00000000:00000000',
  '   7: 0000000000000000FFFF00000900000A:C355 0000000000000000FFFF00000200000A:1F90 01 00000000:00000000',
  '   8: DEC000FD000000000000000003000000:C356 DEC000FD000000000000000002000000:1F90 01 00000000:00000000',
];

describe('connections to a server', () => {
  it('are those to its address and port that are open or being opened', () => {
    expect(connectionsTo(TABLE, { address: '10.0.0.2', port: 8080 })).toBe(3);
    expect(connectionsTo(TABLE, { address: '10.0.0.3', port: 8080 })).toBe(1);
    expect(connectionsTo(TABLE, { address: '10.0.0.4', port: 8080 })).toBe(0);
  });

  it.each(['fd00:c0de::2', 'FD00:c0de:0:0:0:0:0:2'])('are found for IPv6 as %s', (address) => {
    expect(connectionsTo(TABLE, { address, port: 8080 })).toBe(1);
  });

  it('are looked for with whole words', () => {
    expect(patternsOf({ address: '127.0.0.1', port: 80 })).toEqual([
      '0100007F:0050 01 ',
      '0100007F:0050 02 ',
    ]);
    expect(patternsOf({ address: '::1', port: 65_535 })[0]).toBe(`${'0'.repeat(24)}01000000:FFFF 01 `);
  });
});
