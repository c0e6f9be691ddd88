import type { Screen, Terminal } from '../runtime.ts';
import { LiveScreen } from '../terminal/live-screen.ts';
import { styleOf } from '../terminal/style.ts';
import type { StatusReport } from './report.ts';
import type { Reports } from './reports.ts';
import { briefLines, statusLines, titleLine } from './text.ts';

/** Shows the reports in place until the person at the keyboard has seen enough; leaves the last one behind. */
export async function watchLive(terminal: Terminal, screen: Screen, reports: Reports): Promise<number> {
  const style = styleOf(terminal);
  const live = new LiveScreen(terminal, screen);
  let last: StatusReport | undefined;
  try {
    const signal = AbortSignal.any([terminal.interrupted, live.left]);
    return await reports((report) => {
      last = report;
      live.show(({ rows, columns }) => {
        const looks = { width: columns, style };
        const full = statusLines(report, looks);
        const lines = full.length + 2 > rows ? briefLines(report, looks) : full;
        return [titleLine(report, looks), '', ...lines];
      });
    }, signal);
  } finally {
    live.close();
    if (last) terminal.out(`${statusLines(last, { width: screen.columns, style }).join('\n')}\n`);
  }
}
