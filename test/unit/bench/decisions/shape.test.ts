import { expect, it } from 'vitest';
import { Capacity } from '../../../../src/simulation/capacity.ts';
import { loadOf } from '../../../../src/simulation/load.ts';
import { REFERENCE_PLANT } from '../../../../src/simulation/plant-options.ts';
import { readTrace } from '../../../../src/simulation/trace.ts';
import { shapeOf } from '../../../bench/decisions/shape.ts';
import { SHAPES } from '../../../support/simulation/shapes.ts';

it.each([
  ['daily', 'smooth'],
  ['wandering', 'noisy'],
  ['steps', 'noisy'],
  ['crowds', 'flash crowd'],
])('%s is %s', (name, shape) => {
  const text = SHAPES[name]?.(4) ?? '';
  const load = loadOf(readTrace(text, name), REFERENCE_PLANT, new Capacity(REFERENCE_PLANT));
  expect(shapeOf(load, REFERENCE_PLANT.stepSeconds)).toBe(shape);
});
