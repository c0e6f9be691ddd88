import type { Moment } from './moment.ts';
import { wrap } from './terminal.ts';

/** Failed requests by kind, as `2 reset, 1 status-503`; `none` without any. */
export function formatFailures(failures: Readonly<Record<string, number>>): string {
  const parts = Object.entries(failures).map(([kind, count]) => `${count} ${kind}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}

/** A number of milliseconds in at most three digits. */
export function formatMs(ms: number): string {
  return ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}

/** The display that is redrawn each second; `sentence` is the last decision's. */
export function liveLines(moment: Moment, sentence = '', columns = 80): string[] {
  const { second, phase, requests, allFailures, replicas } = moment;
  const dots = replicas ? `${'●'.repeat(replicas.ready)}${'○'.repeat(starting(replicas))}` : '';
  const wanted = replicas?.wanted ?? '?';
  return [
    '',
    `      ${second} s, ${phase}`,
    `      replicas ${replicas?.current ?? '?'} now, ${wanted} wanted  ${dots}`,
    `      ${requests} req/s   p95 ${formatP95(moment)}   cpu ${formatCpu(moment)}   failed ${formatFailures(allFailures)}`,
    ...wrap(`      ${sentence}`, columns - 1, 6),
  ];
}

/** The same as one line, for a file or a log. */
export function plainLine(moment: Moment): string {
  const { second, requests, allFailures, replicas } = moment;
  const count = replicas ? `${replicas.current} (${replicas.ready} ready, ${replicas.wanted} wanted)` : '?';
  return (
    `      ${String(second).padStart(3)} s  replicas ${count}  ${requests} req/s  ` +
    `p95 ${formatP95(moment)}  cpu ${formatCpu(moment)}  failed ${formatFailures(allFailures)}`
  );
}

const everySeconds = 10;

/** Whether a moment is worth a plain line: something changed, or ten seconds have passed. */
export function isNews(moment: Moment, shown: Moment | undefined): boolean {
  if (shown === undefined || moment.second >= shown.second + everySeconds) return true;
  const essence = ({ phase, replicas, allFailures }: Moment) =>
    JSON.stringify([phase, replicas, allFailures]);
  return essence(moment) !== essence(shown);
}

function starting({ current, ready }: NonNullable<Moment['replicas']>): number {
  return Math.max(0, current - ready);
}

function formatCpu({ cpuPercent }: Moment): string {
  return cpuPercent === undefined ? '?' : `${Math.round(cpuPercent)} %`;
}

function formatP95({ p95Ms }: Moment): string {
  return p95Ms === undefined ? '?' : formatMs(p95Ms);
}
