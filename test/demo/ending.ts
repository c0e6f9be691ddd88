import { renderChart } from './chart.ts';
import { type LogEntry, readableLine } from './controller-log.ts';
import type { Played } from './play.ts';
import type { Scene } from './scene.ts';
import { summaryLines } from './summary.ts';
import { judge } from './verdict.ts';

/** Shows how it went. Returns whether everything came true. */
export function conclude({ board, script }: Scene, played: Played, totalSeconds: number): boolean {
  const { moments, report, decisions, log } = played;
  const claims = judge(script, moments, report);
  const countOf = (kind: LogEntry['kind']) => log.filter((entry) => entry.kind === kind).length;
  const points = moments.map(({ requests, failed, replicas }) => ({
    requests,
    failed,
    replicas: replicas?.ready,
  }));
  board.line();
  board.lines(renderChart(points, board.traits));
  board.line();
  const counts = { decisions, ups: countOf('up'), downs: countOf('down') };
  board.lines(summaryLines({ report, moments, totalSeconds, ...counts }));
  board.line();
  for (const { holds, text } of claims) board.line(`${holds ? '✓' : '✗'}  ${text}`, 3);
  for (const { kind, message, at, reusedConnection } of report.firstFailures.slice(0, 10)) {
    const connection = reusedConnection ? 'a kept connection' : 'a new connection';
    board.line(`   ${new Date(at).toISOString().slice(11, 23)} ${kind} on ${connection}: ${message}`, 5);
  }
  return claims.every(({ holds }) => holds);
}

/** Shows what the autoscaler and HAProxy said last. */
export async function showLogs({ stack, board }: Scene): Promise<void> {
  for (const service of ['autoscaler', 'haproxy']) {
    const args = ['logs', '--no-color', '--no-log-prefix', '--tail', '30', service];
    const text = await stack.compose(args).catch((error: unknown) => String(error));
    board.line(`the last lines of ${service}:`);
    for (const line of text.split('\n')) board.line(`  ${readableLine(line)}`, 4);
  }
}
