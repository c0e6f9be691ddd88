import { describe, expect, it } from 'vitest';
import { effectiveBounds, schedules } from '../../../../src/core/evaluate/schedules.ts';
import type { Schedule } from '../../../../src/core/policy.ts';
import { observation, policy } from '../../../support/builders.ts';
import { through } from '../../../support/stage-context.ts';

const window = (name: string, limits: Pick<Schedule, 'min' | 'max'>): Schedule => ({
  name,
  start: '0 8 * * *',
  end: '0 18 * * *',
  timeZone: 'UTC',
  ...limits,
});

const RULES = policy({
  min: 2,
  max: 10,
  schedules: [
    window('morning', { min: 5 }),
    window('sale', { min: 8 }),
    window('night', { max: 3 }),
    window('quiet', { max: 4 }),
    window('huge', { min: 50 }),
    window('tiny', { max: 1 }),
  ],
});

function scheduled(wanted: number, ...active: string[]) {
  return through(schedules, wanted, {
    policy: RULES,
    observation: observation(4, {}, { activeSchedules: active }),
  });
}

describe('schedules', () => {
  it.each([
    ['no schedule', 4, [], [4]],
    ['a floor below the number', 6, ['morning'], [6]],
    ['a floor', 4, ['morning'], [5, 'SCHEDULE_FLOOR: schedule morning asks for at least 5 replicas']],
    ['two floors', 4, ['morning', 'sale'], [8, 'SCHEDULE_FLOOR: schedule sale asks for at least 8 replicas']],
    ['a cap', 4, ['night'], [3, 'SCHEDULE_CAP: schedule night allows at most 3 replicas']],
    ['two caps', 9, ['quiet', 'night'], [3, 'SCHEDULE_CAP: schedule night allows at most 3 replicas']],
    [
      'a floor over a cap',
      4,
      ['night', 'morning'],
      [5, 'SCHEDULE_FLOOR: schedule morning asks for at least 5 replicas'],
    ],
    ['a floor over max', 4, ['huge'], [10, 'SCHEDULE_FLOOR: schedule huge asks for at least 10 replicas']],
    ['a cap under min', 4, ['tiny'], [2, 'SCHEDULE_CAP: schedule tiny allows at most 2 replicas']],
    ['an unknown name', 4, ['other'], [4]],
  ] as const)('%s', (_, wanted, active, expected) => {
    expect(scheduled(wanted, ...active)).toEqual(expected);
  });

  it('tells which schedule decided each bound', () => {
    expect(effectiveBounds(RULES, ['morning', 'night'])).toEqual({
      min: 5,
      max: 5,
      minBy: 'morning',
      maxBy: 'night',
    });
    expect(effectiveBounds(RULES, [])).toEqual({ min: 2, max: 10 });
    const same = policy({ min: 2, max: 10, schedules: [window('same', { min: 2, max: 10 })] });
    expect(effectiveBounds(same, ['same'])).toEqual({ min: 2, max: 10 });
  });
});
