import { expect, test } from 'vitest';
import { missingPrivileges } from '../../../support/engine/host.ts';

const status = (effective: string) => `Name:\tnode\nCapPrm:\t000001ffffffffff\nCapEff:\t${effective}\n`;

test.each([
  ['000001ffffffffff', []],
  // What root has in a container without --privileged.
  ['00000000a80425fb', ['CAP_SYS_ADMIN', 'CAP_NET_ADMIN']],
  ['00000000a80435fb', ['CAP_SYS_ADMIN']],
])('an engine with the capabilities %s lacks %j', (effective, missing) => {
  expect(missingPrivileges(status(effective))).toEqual(missing);
});
