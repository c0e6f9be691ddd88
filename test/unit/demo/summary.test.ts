import { expect, test } from 'vitest';
import { isNews, liveLines, plainLine } from '../../demo/live-view.ts';
import { summaryLines } from '../../demo/summary.ts';
import { judge } from '../../demo/verdict.ts';
import { counts, moment, report } from './fixtures.ts';

const grown = [moment(0, 2), moment(1, 5), moment(2, 2)];
const script = { enough: 5, least: 2 };
const held = (moments = grown, changes = {}) =>
  judge(script, moments, report(changes)).map(({ holds }) => holds);

test('the verdict needs growth, shrinking and every request answered', () => {
  expect(held()).toEqual([true, true, true]);
  expect(held([moment(0, 2), moment(1, 4), moment(2, 2)])).toEqual([false, true, true]);
  expect(held([moment(0, 2), moment(1, 5)])).toEqual([true, false, true]);
  expect(held([moment(0, 2)])).toEqual([false, false, true]);
  expect(held([])).toEqual([false, false, true]);
  expect(held(grown, { ok: 4999, failed: 1 })).toEqual([true, true, false]);
  expect(held(grown, { unsent: 3 })).toEqual([true, true, false]);
  expect(held(grown, { sent: 0, ok: 0 })).toEqual([true, true, false]);
});

test('the verdict says what was not so', () => {
  const failed = report({ failed: 2, unsent: 3 });
  expect(judge(script, [moment(0, 2, { replicas: undefined })], failed).map(({ text }) => text)).toEqual([
    'it grew to 0 replicas (at least 5 wanted)',
    'it shrank back to an unknown number of replicas (2 wanted)',
    '2 of 5000 requests failed, 3 could not be sent',
  ]);
});

test('the summary has every count and the latencies of each phase', () => {
  const failures = { reset: 1, 'status-503': 2 };
  const facts = {
    report: report({ ...counts(5000, { ok: 4997, failed: 3, late: 12, failures }) }),
    moments: grown,
    decisions: 60,
    ups: 2,
    downs: 3,
    totalSeconds: 160,
  };
  expect(summaryLines(facts)).toEqual([
    'requests   5,000 sent, 12 of them late; 4,997 answered',
    'failed     1 reset, 2 status-503',
    'load       100 s over 64 connections',
    'replicas   2 at least, 5 at most',
    'decisions  60: 2 up, 3 down, the others to hold',
    'time       160 s in all',
    '',
    'latency     requests   failed      p50      p95      p99  longest',
    'calm           1,000        0   1.5 ms    12 ms   140 ms    1.2 s',
    'busy           4,000        0   1.5 ms    12 ms   140 ms    1.2 s',
    'all            5,000        3   1.5 ms    12 ms   140 ms    1.2 s',
  ]);
});

test('the live display shows replicas that start as well', () => {
  const starting = moment(12, undefined, { replicas: { current: 3, ready: 2, wanted: 4 }, phase: 'busy' });
  expect(liveLines(starting, 'web up from 2 to 4')).toEqual([
    '',
    '      12 s, busy',
    '      replicas 3 now, 4 wanted  ●●○',
    '      20 req/s   p95 3.2 ms   cpu 12 %   failed none',
    '      web up from 2 to 4',
  ]);
  expect(liveLines(moment(1, undefined, { cpuPercent: undefined, p95Ms: undefined }))[2]).toContain(
    '? now, ? wanted',
  );
  expect(plainLine(starting)).toBe(
    '       12 s  replicas 3 (2 ready, 4 wanted)  20 req/s  p95 3.2 ms  cpu 12 %  failed none',
  );
});

test('a plain line is worth it when something changed, or every ten seconds', () => {
  const shown = moment(5, 2);
  expect(isNews(shown, undefined)).toBe(true);
  expect(isNews(moment(6, 2, { requests: 30 }), shown)).toBe(false);
  expect(isNews(moment(6, 3), shown)).toBe(true);
  expect(isNews(moment(6, 2, { allFailures: { reset: 1 } }), shown)).toBe(true);
  expect(isNews(moment(15, 2), shown)).toBe(true);
});
