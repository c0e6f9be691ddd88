import { describe, expect, it } from 'vitest';
import { stabilization } from '../../../../src/core/evaluate/stabilization.ts';
import { history, MINUTE, observation, policy, SECOND, T0 } from '../../../support/builders.ts';
import { through } from '../../../support/stage-context.ts';

/** Runs of recommendations as [from, until, replicas], in seconds before T0. */
type Runs = readonly (readonly [number, number, number])[];

function stabilized(window: { upMs?: number; downMs?: number }, current: number, wanted: number, runs: Runs) {
  const recommendations = runs.map(([from, until, replicas]) => ({
    at: T0 - from * SECOND,
    until: T0 - until * SECOND,
    replicas,
  }));
  return through(stabilization, wanted, {
    policy: policy({ stabilization: { upMs: 0, downMs: 0, ...window } }),
    observation: observation(current),
    history: history({ recommendations }),
  });
}

describe('on the way down', () => {
  const window = { downMs: 5 * MINUTE };

  it.each<[string, Runs, number, string?]>([
    ['never watched', [], 8, 'the down-window of 5 min is filled in 5 min'],
    ['watched for 1 min', [[60, 5, 3]], 8, 'the down-window of 5 min is filled in 4 min'],
    ['watched for 5 min', [[300, 5, 3]], 3],
    [
      'watched since a run before the window',
      [
        [400, 310, 8],
        [305, 5, 3],
      ],
      3,
    ],
    [
      'a higher need within',
      [
        [400, 200, 6],
        [195, 5, 3],
      ],
      6,
      '6 were needed within the last 5 min',
    ],
    [
      'a need above the current count',
      [
        [400, 200, 20],
        [195, 5, 3],
      ],
      8,
      '20 were needed within the last 5 min',
    ],
    [
      'a lower need within',
      [
        [400, 200, 1],
        [195, 5, 3],
      ],
      3,
    ],
    ['an outage longer than the window', [[900, 301, 3]], 8, 'the down-window of 5 min is filled in 5 min'],
    [
      'an outage after a single sight',
      [
        [900, 500, 8],
        [400, 400, 3],
      ],
      8,
      'the down-window of 5 min is filled in 5 min',
    ],
    ['an outage shorter than the window', [[900, 299, 3]], 3],
  ])('%s', (_, runs, replicas, message) => {
    const expected = message === undefined ? [replicas] : [replicas, `STABILIZING_DOWN: ${message}`];
    expect(stabilized(window, 8, 3, runs)).toEqual(expected);
  });

  it('speaks of one replica in the singular', () => {
    expect(stabilized(window, 1, 0, [[400, 5, 1]])).toEqual([
      1,
      'STABILIZING_DOWN: 1 was needed within the last 5 min',
    ]);
  });

  it('works with ticks further apart than the window', () => {
    expect(stabilized({ downMs: 10 * SECOND }, 8, 3, [[30, 30, 8]])).toEqual([3]);
  });

  it('is off with a window of 0', () => expect(stabilized({}, 8, 3, [])).toEqual([3]));
});

describe('on the way up', () => {
  const window = { upMs: MINUTE };
  const held = 'STABILIZING_UP: the need must last 1 min before it counts';

  it.each<[string, Runs, number, string?]>([
    ['never watched', [], 4, held],
    ['wanted for half the window', [[30, 5, 8]], 4, held],
    ['wanted for the whole window', [[60, 5, 8]], 8],
    [
      'less wanted within',
      [
        [90, 40, 6],
        [35, 5, 8],
      ],
      6,
      held,
    ],
    [
      'fewer than there are wanted within',
      [
        [90, 40, 2],
        [35, 5, 8],
      ],
      4,
      held,
    ],
    ['an outage longer than the window', [[200, 70, 8]], 4, held],
  ])('%s', (_, runs, replicas, message) => {
    const expected = message === undefined ? [replicas] : [replicas, message];
    expect(stabilized(window, 4, 8, runs)).toEqual(expected);
  });

  it('works with ticks further apart than the window', () => {
    expect(stabilized({ upMs: 10 * SECOND, downMs: MINUTE }, 4, 8, [[90, 30, 4]])).toEqual([8]);
  });

  it('is off with a window of 0', () => expect(stabilized({}, 4, 8, [])).toEqual([8]));
});

it('leaves a number that is the current one', () => {
  expect(stabilized({ upMs: MINUTE, downMs: MINUTE }, 4, 4, [])).toEqual([4]);
});
