import { expect, it } from 'vitest';
import { sparkline } from '../../../../src/cli/terminal/sparkline.ts';

it.each([
  ['from 0 to the highest', [0, 1, 2, 3, 4, 5, 6, 7], 8, '▁▂▃▄▅▆▇█'],
  ['a blank where nothing was measured', [4, null, 4], 3, '█ █'],
  ['the newest where there is no room for all', [9, 1, 2], 2, '▅█'],
  ['on the right where there is more room', [1], 3, '  █'],
  ['flat at nothing', [0, 0], 2, '▁▁'],
  ['less than nothing as nothing', [-3, 6], 2, '▁█'],
  ['nothing without room', [1, 2], 0, ''],
])('a sparkline shows %s', (_, values, width, expected) => {
  expect(sparkline(values, width)).toBe(expected);
});
