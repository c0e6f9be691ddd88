import { describe, expect, it } from 'vitest';
import { hostCapacity } from '../../../../src/core/evaluate/host-capacity.ts';
import type { HostUse } from '../../../../src/core/observation.ts';
import type { Policy } from '../../../../src/core/policy.ts';
import { observation, policy } from '../../../support/builders.ts';
import { through } from '../../../support/stage-context.ts';

const GIB = 2 ** 30;
/** Eight cores and 16 GiB, half of it used; a replica needs half a core and 256 MiB. */
const HOST: HostUse = {
  cpuCores: 8,
  memoryBytes: 16 * GIB,
  usedCpuCores: 4,
  usedMemoryBytes: 8 * GIB,
  replicaCpuCores: 0.5,
  replicaMemoryBytes: GIB / 4,
};

function carried(wanted: number, host: Partial<HostUse>, rules: Partial<Policy> = {}, current = 4) {
  return through(hostCapacity, wanted, {
    policy: policy({ max: 100, hostReserve: { cpuPercent: 10, memoryPercent: 10 }, ...rules }),
    observation: observation(current, {}, { host: { ...HOST, ...host } }),
  });
}

describe('the host carries', () => {
  it.each([
    // CPU: (8 × 0.9 − 4) ÷ 0.5 = 6.4; memory: (16 × 0.9 − 8) ÷ 0.25 = 25.6
    ['what fits', 10, {}, [10]],
    ['no more than its CPU', 11, {}, [10, 'HOST_FULL: the host’s free CPU carries only 6 more']],
    [
      'no more than its memory',
      11,
      { replicaMemoryBytes: 4 * GIB },
      [5, 'HOST_FULL: the host’s free memory carries only 1 more'],
    ],
    [
      'nothing when full',
      5,
      { usedCpuCores: 7.5 },
      [4, 'HOST_FULL: the host’s free CPU carries no further replica'],
    ],
    ['anything of an unknown size', 90, { replicaCpuCores: 0, replicaMemoryBytes: 0 }, [90]],
  ] as const)('%s', (_, wanted, host, expected) => {
    expect(carried(wanted, host)).toEqual(expected);
  });

  it('a replica that fits exactly, whatever the rounding', () => {
    const host = { cpuCores: 1, usedCpuCores: 0.3, replicaCpuCores: 0.1 };
    expect(carried(11, host, { hostReserve: { cpuPercent: 0, memoryPercent: 0 } })).toEqual([11]);
  });
});

it('never stands in the way of min', () => {
  const full = { usedCpuCores: 8 };
  expect(carried(3, full, { min: 3 }, 1)).toEqual([3]);
  expect(carried(5, full, { min: 3 }, 1)).toEqual([
    3,
    'HOST_FULL: the host’s free CPU carries no more than min 3',
  ]);
});

it('lets level and down pass', () => {
  expect(carried(4, { usedCpuCores: 8 })).toEqual([4]);
  expect(carried(2, { usedCpuCores: 8 })).toEqual([2]);
});

it('is off without a reserve or without host numbers', () => {
  const unlimited = {
    policy: policy(),
    observation: observation(4, {}, { host: { ...HOST, usedCpuCores: 8 } }),
  };
  expect(through(hostCapacity, 9, unlimited)).toEqual([9]);
  const unseen = { policy: policy({ hostReserve: { cpuPercent: 10, memoryPercent: 10 } }) };
  expect(through(hostCapacity, 9, unseen)).toEqual([9]);
});
