import { describe, expect, it } from 'vitest';
import type { StepEvent } from '../../../../src/core/journal.ts';
import type { PlanStep } from '../../../../src/core/plan.ts';
import { API, journalIn, PLAN, T0, temporaryDirectory, WEB } from './fixtures.ts';

const CREATE: PlanStep = { kind: 'create', number: 3 };
const START: PlanStep = { kind: 'start', number: 3 };
const STARTED: StepEvent = { kind: 'plan-started', plan: PLAN };
const ENDED: StepEvent = { kind: 'plan-ended', outcome: 'done', to: 3, ms: 2_000 };

const done = (step: PlanStep): StepEvent => ({ kind: 'step-done', step, ms: 12 });

function journalOf(events: readonly StepEvent[]) {
  const { journal } = journalIn(temporaryDirectory());
  events.forEach((event, index) => {
    journal.recordStep(WEB, T0 + index, event);
  });
  return journal;
}

describe('steps in the journal', () => {
  it('come back as they were, newest first', () => {
    const events: StepEvent[] = [
      STARTED,
      { kind: 'step-done', step: CREATE, ms: 40, note: 'shop-web-3' },
      { kind: 'step-failed', step: START, code: 'E_START_FAILED', message: 'no such command' },
      { kind: 'step-undone', step: CREATE },
      { kind: 'plan-ended', outcome: 'undone', to: 2, ms: 90 },
    ];
    const entries = journalOf(events).steps({ ref: WEB, limit: 10 });
    expect(entries.map(({ event }) => event)).toEqual(events.toReversed());
    expect(entries.at(0)).toMatchObject({ ref: WEB, at: T0 + 4 });
  });

  it('are selected by service, time and number', () => {
    const journal = journalOf([STARTED, done(CREATE), done(START), ENDED]);
    journal.recordStep(API, T0 + 9, STARTED);
    expect(journal.steps({ ref: WEB, since: T0 + 1, limit: 2 }).map(({ at }) => at)).toEqual([
      T0 + 3,
      T0 + 2,
    ]);
    expect(journal.steps({ limit: 2 }).map(({ ref }) => ref)).toEqual([API, WEB]);
  });
});

describe('the open plan', () => {
  it.each<[string, StepEvent[]]>([
    ['nothing was ever started', []],
    ['the last one ended', [STARTED, done(CREATE), ENDED]],
    ['only steps without a plan are known', [done(CREATE)]],
  ])('is absent when %s', (_, events) => {
    expect(journalOf(events).openPlan(WEB)).toBeUndefined();
  });

  it('has the steps that were done, in their order', () => {
    const journal = journalOf([STARTED, done(CREATE), done(START)]);
    expect(journal.openPlan(WEB)).toEqual({ plan: PLAN, done: [CREATE, START] });
    expect(journal.openPlan(API)).toBeUndefined();
  });

  it('has neither the steps that were undone nor the one that failed', () => {
    const failed: StepEvent = { kind: 'step-failed', step: START, code: 'E_START_FAILED', message: 'no' };
    const journal = journalOf([STARTED, done(CREATE), failed, { kind: 'step-undone', step: CREATE }]);
    expect(journal.openPlan(WEB)).toEqual({ plan: PLAN, done: [] });
  });

  it('is the newest one, whatever became of those before', () => {
    const journal = journalOf([STARTED, done(CREATE), STARTED, done(START)]);
    expect(journal.openPlan(WEB)?.done).toEqual([START]);
  });
});
