import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { JournalNotice } from '../../../../src/adapters/journal/journal-file.ts';
import { openJournal } from '../../../../src/adapters/journal/open.ts';
import type { JournalLimits } from '../../../../src/adapters/journal/retention.ts';
import { type Decision, decide } from '../../../../src/core/decision.ts';
import type { Journal } from '../../../../src/core/journal.ts';
import type { Plan } from '../../../../src/core/plan.ts';
import type { ServiceRef } from '../../../../src/core/policy.ts';
import { type ReasonCode, reason } from '../../../../src/core/reasons.ts';

export const WEB: ServiceRef = { project: 'shop', service: 'web' };
export const API: ServiceRef = { project: 'shop', service: 'api' };

/** Midnight of some day, epoch milliseconds. */
export const T0 = Date.UTC(2026, 0, 5);

/** A new directory that goes away with the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'autoscaler-journal-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A clock that moves by hand. */
export function manualClock(time = T0): { now(): number; time: number } {
  return {
    time,
    now() {
      return this.time;
    },
  };
}

/** A journal on a file, with the notices it gave. */
export function journalIn(
  stateDir: string,
  { limits, clock = manualClock() }: { limits?: JournalLimits; clock?: { now(): number } } = {},
): { journal: Journal; notices: JournalNotice[] } {
  const notices: JournalNotice[] = [];
  const onNotice = (notice: JournalNotice) => notices.push(notice);
  const journal = openJournal(stateDir, { clock, onNotice, ...(limits && { limits }) });
  onTestFinished(() => journal.close());
  return { journal, notices };
}

/** A hold at `count` for the given reasons, with a value as measured. */
export function hold(
  at: number,
  codes: readonly ReasonCode[] = ['METRIC_WITHIN'],
  count = 2,
  value = 50,
): Decision {
  const reasons = codes.map((code) => reason(code, `cpu is ${value} %`));
  const cpu = reason('METRIC_WITHIN', `cpu is ${value} %`);
  return decide(count, count, at, reasons, [
    { metric: 'cpu', sample: { kind: 'value', value, at }, replicas: count, missing: false, reason: cpu },
  ]);
}

export function scaleUp(at: number, from = 2, to = 3): Decision {
  return decide(from, to, at, [reason('METRIC_ABOVE', 'cpu is 82 % (> 70 %)')]);
}

/** One replica more, without a balancer. */
export const PLAN: Plan = {
  direction: 'up',
  from: 2,
  to: 3,
  atomic: false,
  chains: [
    [
      { kind: 'create', number: 3 },
      { kind: 'start', number: 3 },
      { kind: 'await-ready', number: 3, timeoutMs: 60_000, settleMs: 1_000 },
    ],
  ],
};
