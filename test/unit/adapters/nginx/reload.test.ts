import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/adapters/nginx/reload.ts';
import { nginx } from './fixtures.ts';

describe('whether a reload is done', () => {
  const before = nginx({ serving: [7, 8], leaving: [3] });

  it.each([
    ['new workers alone serve', nginx({ serving: [9, 10], leaving: [7, 8] }), 'loaded'],
    ['old workers have gone altogether', nginx({ serving: [9] }), 'loaded'],
    ['nothing has changed', nginx({ serving: [7, 8], leaving: [3] }), 'refused'],
    ['an old worker crashed and nothing else changed', nginx({ serving: [8] }), 'refused'],
    ['an old worker still serves', nginx({ serving: [8, 9, 10], leaving: [7] }), 'pending'],
    ['a new worker is not at work yet', nginx({ starting: [10], serving: [9], leaving: [7, 8] }), 'pending'],
    ['no worker is there yet', nginx({}), 'pending'],
    ['the master is still at it', nginx({ serving: [7, 8] }, { busy: true }), 'pending'],
    ['the master has more to do', nginx({ serving: [9, 10] }, { busy: true }), 'pending'],
    ['nginx was restarted', nginx({ serving: [7, 8] }, { id: '1@900' }), 'loaded'],
    ['nginx is being restarted', nginx({}, { id: '1@900' }), 'pending'],
  ] as const)('%s', (_, now, result) => {
    expect(judge(before, now)).toBe(result);
  });
});
