import type { Counts, LoadReport } from '../support/load/report.ts';
import { formatFailures, formatMs } from './live-view.ts';
import type { Moment } from './moment.ts';
import { replicaRange } from './verdict.ts';

/** What the summary tells beside the load. */
export interface SummaryFacts {
  readonly report: LoadReport;
  readonly moments: readonly Moment[];
  /** Decisions since the controller started, those to hold included. */
  readonly decisions: number;
  readonly ups: number;
  readonly downs: number;
  readonly totalSeconds: number;
}

/** The demo in numbers. */
export function summaryLines({
  report,
  moments,
  decisions,
  ups,
  downs,
  totalSeconds,
}: SummaryFacts): string[] {
  const { least, most } = replicaRange(moments);
  const phases = report.phases.filter(({ sent }) => sent > 0);
  const late = report.late > 0 ? `, ${count(report.late)} of them late` : '';
  return [
    `requests   ${count(report.sent)} sent${late}; ${count(report.ok)} answered`,
    `failed     ${formatFailures(report.failures)}`,
    `load       ${Math.round(report.durationMs / 1000)} s over ${count(report.connectionsOpened)} connections`,
    `replicas   ${least} at least, ${most} at most`,
    `decisions  ${count(decisions)}: ${ups} up, ${downs} down, the others to hold`,
    `time       ${totalSeconds} s in all`,
    '',
    tableRow(['latency', 'requests', 'failed', 'p50', 'p95', 'p99', 'longest']),
    ...phases.map((phase) => phaseRow(phase.name, phase)),
    phaseRow('all', report),
  ];
}

function phaseRow(name: string, { sent, failed, latency }: Counts): string {
  const times = [latency.p50, latency.p95, latency.p99, latency.max].map((ms) =>
    latency.count === 0 ? '–' : formatMs(ms),
  );
  return tableRow([name, count(sent), count(failed), ...times]);
}

function tableRow([name = '', ...cells]: readonly string[]): string {
  return `${name.padEnd(11)}${cells.map((cell) => cell.padStart(9)).join('')}`.trimEnd();
}

function count(number: number): string {
  return number.toLocaleString('en');
}
