import { expect, test } from 'vitest';
import { Tally } from '../../../support/load/tally.ts';

const ok = { message: '', reusedConnection: true };
const idle = { inFlight: 0, waiting: 0 };

test('a request counts in the phase it was due in, and in the second it ended in', () => {
  const tally = new Tally('calm', 0);
  const early = tally.ticket(900);
  tally.sent(early, 900);
  expect(tally.closeSeconds(999, idle)).toBeUndefined();
  expect(tally.closeSeconds(1000, { inFlight: 1, waiting: 0 })).toMatchObject({ second: 0, sent: 1, ok: 0 });
  tally.mark('busy');
  tally.ended(early, ok, 1100);
  const late = tally.ticket(1200);
  tally.sent(late, 1251);
  tally.ended(late, { ...ok, failure: 'status-503', message: 'no', reusedConnection: false }, 1300);
  const report = tally.report('stop', 3, 1500);
  expect(report.phases.map(({ name, sent, ok, failed, late }) => ({ name, sent, ok, failed, late }))).toEqual(
    [
      { name: 'calm', sent: 1, ok: 1, failed: 0, late: 0 },
      { name: 'busy', sent: 1, ok: 0, failed: 1, late: 1 },
    ],
  );
  expect(report.seconds.map(({ sent, ok, failed }) => [sent, ok, failed])).toEqual([
    [1, 0, 0],
    [1, 1, 1],
  ]);
  expect(report).toMatchObject({ sent: 2, unsent: 3, failures: { 'status-503': 1 }, connectionsOpened: 1 });
  expect(report.latency).toMatchObject({ count: 1, max: 200 });
  expect(report.firstFailures).toMatchObject([{ kind: 'status-503', message: 'no', afterMs: 100 }]);
});

test('seconds in which nobody looked are not left out', () => {
  const tally = new Tally('calm', 0);
  expect(tally.closeSeconds(3500, idle)?.second).toBe(2);
  expect(tally.report('stop', 0, 3500).seconds.map((s) => s.second)).toEqual([0, 1, 2]);
});
