import type { SettingFlags } from '../../config/settings/gather.ts';
import { controllerContainer, delegateToController } from '../delegate.ts';
import { formatJson } from '../output.ts';
import type { CliContext } from '../runtime.ts';
import type { StatusReport } from '../status/report.ts';
import { ownReports, type Reports, reportsOf } from '../status/reports.ts';
import { statusLines } from '../status/text.ts';
import { watchLive } from '../status/watch.ts';
import { styleOf } from '../terminal/style.ts';

/** What `autoscaler status` may be told. */
export interface StatusOptions {
  readonly flags: SettingFlags;
  readonly json: boolean;
  readonly watch: boolean;
}

/** What runs, what is under way, and what was decided last. Returns the exit code. */
export async function status(context: CliContext, { flags, json, watch }: StatusOptions): Promise<number> {
  const { terminal } = context;
  const runtime = await context.open({ flags, journal: 'read', log: 'plain' });
  try {
    if (json) {
      const delegated = await delegateToController(runtime, context);
      if (delegated !== undefined) return delegated;
      const print = (report: StatusReport) =>
        terminal.out(watch ? `${JSON.stringify(report)}\n` : formatJson(report));
      return await ownReports(runtime, watch)(print, terminal.interrupted);
    }
    const container = await controllerContainer(runtime);
    const reports: Reports =
      container === undefined ? ownReports(runtime, watch) : reportsOf(runtime, container, watch);
    if (watch && terminal.screen) return await watchLive(terminal, terminal.screen, reports);
    const looks = { width: terminal.columns, style: styleOf(terminal) };
    let nextAt = Number.NEGATIVE_INFINITY;
    const print = (report: StatusReport) => {
      const at = Date.parse(report.at);
      if (at < nextAt) return;
      nextAt = at + runtime.intervalMs;
      const lines = statusLines(report, looks);
      terminal.out([...(watch ? [`at ${report.at}`] : []), ...lines, ...(watch ? [''] : []), ''].join('\n'));
    };
    return await reports(print, terminal.interrupted);
  } finally {
    await runtime.close();
  }
}
