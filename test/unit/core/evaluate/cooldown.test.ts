import { expect, it } from 'vitest';
import { cooldown } from '../../../../src/core/evaluate/cooldown.ts';
import { history, MINUTE, observation, policy, SECOND, T0 } from '../../../support/builders.ts';
import { through } from '../../../support/stage-context.ts';

const UP = [2, 4] as const;
const DOWN = [6, 4] as const;

/** Actions as [seconds ago, change]; cooldowns of 30 s up and 2 min down; four replicas. */
function cooled(wanted: number, ...actions: (readonly [number, readonly [number, number]])[]) {
  return through(cooldown, wanted, {
    policy: policy({ cooldown: { upMs: 30 * SECOND, downMs: 2 * MINUTE } }),
    observation: observation(4),
    history: history({
      actions: actions.map(([ago, [from, to]]) => ({ at: T0 - ago * SECOND, from, to })),
    }),
  });
}

it.each([
  ['up, never scaled', 8, [], [8]],
  ['up, 18 s after an up', 8, [[18, UP]], [4, 'UP_COOLDOWN: the up-cooldown ends in 12 s']],
  ['up, 30 s after an up', 8, [[30, UP]], [8]],
  ['up, right after a down', 8, [[1, DOWN]], [8]],
  [
    'up, after an up and a down',
    8,
    [
      [20, UP],
      [1, DOWN],
    ],
    [4, 'UP_COOLDOWN: the up-cooldown ends in 10 s'],
  ],
  ['down, never scaled', 2, [], [2]],
  ['down, 30 s after an up', 2, [[30, UP]], [4, 'DOWN_COOLDOWN: the down-cooldown ends in 1 min 30 s']],
  ['down, 60 s after a down', 2, [[60, DOWN]], [4, 'DOWN_COOLDOWN: the down-cooldown ends in 1 min']],
  ['down, 2 min after a down', 2, [[120, DOWN]], [2]],
  ['neither', 4, [[1, UP]], [4]],
] as const)('%s', (_, wanted, actions, expected) => {
  expect(cooled(wanted, ...actions)).toEqual(expected);
});
