import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Journal } from '../../../../src/core/journal.ts';
import { API, hold, journalIn, manualClock, PLAN, scaleUp, T0, temporaryDirectory, WEB } from './fixtures.ts';

const DAY_MS = 24 * 3_600_000;
/** Pruning comes every thousand new rows, so a limit may be overrun by that many. */
const SLACK = 1_000;

function sizeOf(directory: string, ...names: readonly string[]): number {
  return names.reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
}

/** One tick of 100 services that all scale, and the plan of each. */
function busyTick(journal: Journal, at: number): void {
  const refs = Array.from({ length: 100 }, (_, index) => ({ project: 'shop', service: `service-${index}` }));
  journal.recordDecisions(refs.map((ref) => ({ ref, decision: scaleUp(at) })));
  for (const ref of refs.slice(0, 50)) journal.recordStep(ref, at, { kind: 'plan-started', plan: PLAN });
}

describe('the bounds of the journal', () => {
  it('hold by number: rows stop growing, and so does the file', () => {
    const directory = temporaryDirectory();
    const limits = { decisions: 2_000, steps: 1_000, ageMs: 30 * DAY_MS };
    const { journal } = journalIn(directory, { limits });
    const sizes: number[] = [];
    for (let tick = 0; tick < 200; tick++) {
      busyTick(journal, T0 + tick);
      if (tick % 50 === 49) sizes.push(sizeOf(directory, 'journal.db', 'journal.db-wal'));
    }
    const decisions = journal.decisions({ limit: 1e6 });
    const steps = journal.steps({ limit: 1e6 });
    expect(decisions.length).toBeGreaterThanOrEqual(limits.decisions);
    expect(decisions.length).toBeLessThanOrEqual(limits.decisions + SLACK);
    expect(steps.length).toBeGreaterThanOrEqual(limits.steps);
    expect(steps.length).toBeLessThanOrEqual(limits.steps + SLACK);
    expect(decisions.at(0)?.decision.at).toBe(T0 + 199);
    expect(sizes.at(-1)).toBeLessThan(1.1 * (sizes.at(0) ?? 0));
  });

  it('hold by age, and the file gives the room back', () => {
    const directory = temporaryDirectory();
    const clock = manualClock();
    const limits = { decisions: 50_000, steps: 100_000, ageMs: DAY_MS };
    const before = journalIn(directory, { limits, clock }).journal;
    for (let tick = 0; tick < 100; tick++) busyTick(before, clock.time + tick);
    before.close();
    const full = sizeOf(directory, 'journal.db');

    const after = journalIn(directory, { limits, clock }).journal;
    clock.time += 2 * DAY_MS;
    for (let hour = 0; hour < 12; hour++) {
      clock.time += 3_600_000;
      after.recordDecisions([{ ref: WEB, decision: hold(clock.time) }]);
    }
    expect(after.decisions({ limit: 1e6 })).toHaveLength(1);
    expect(after.steps({ limit: 1e6 })).toEqual([]);
    after.close();
    expect(sizeOf(directory, 'journal.db')).toBeLessThan(full / 2);
  });

  it('spare a hold that still goes on, however long ago it began', () => {
    const clock = manualClock();
    const limits = { decisions: 100, steps: 100, ageMs: DAY_MS };
    const { journal } = journalIn(temporaryDirectory(), { limits, clock });
    for (let tick = 0; tick < 40; tick++) {
      clock.time += 3_600_000;
      journal.recordDecisions([{ ref: WEB, decision: hold(clock.time) }]);
      for (let more = 0; more < 50; more++) {
        journal.recordDecisions([{ ref: API, decision: scaleUp(clock.time) }]);
      }
    }
    expect(journal.lastDecision(WEB)).toMatchObject({ ticks: 40, lastAt: clock.time });
    expect(journal.decisions({ limit: 1e6 }).length).toBeLessThan(1_200);
  });
});
