import { describe, expect, it } from 'vitest';
import { Fleet } from '../../../src/simulation/fleet.ts';
import { REFERENCE_PLANT } from '../../../src/simulation/plant-options.ts';

/** Each step's value of a fleet that is scaled at the given steps. */
function over<T>(
  steps: number,
  options: Partial<typeof REFERENCE_PLANT>,
  scale: Readonly<Record<number, number>>,
  look: (fleet: Fleet) => T,
): readonly T[] {
  const fleet = new Fleet(2, { ...REFERENCE_PLANT, startUpSeconds: 10, ...options });
  return Array.from({ length: steps }, (_, step) => {
    fleet.advance(step);
    const wanted = scale[step];
    if (wanted !== undefined) fleet.scale(wanted);
    return look(fleet);
  });
}

describe('a fleet', () => {
  it('bills replicas from their start and lets them serve after it', () => {
    expect(over(5, {}, { 1: 4 }, ({ billed, ready }) => [billed, ready])).toEqual([
      [2, 2],
      [4, 2],
      [4, 2],
      [4, 4],
      [4, 4],
    ]);
  });

  it('warms new replicas up evenly', () => {
    const serving = over(7, { warmUpSeconds: 20 }, { 0: 4 }, (fleet) => fleet.serving);
    expect(serving).toEqual([2, 2, 2.25, 2.75, 3.25, 3.75, 4]);
  });

  it('bills draining replicas, which serve no more', () => {
    expect(over(5, { drainSeconds: 10 }, { 1: 1 }, ({ billed, ready }) => [billed, ready])).toEqual([
      [2, 2],
      [2, 1],
      [2, 1],
      [1, 1],
      [1, 1],
    ]);
  });

  it('does not drain a replica that never served', () => {
    expect(over(3, { drainSeconds: 10 }, { 0: 5, 1: 2 }, ({ billed }) => billed)).toEqual([5, 2, 2]);
  });
});
