import type { SettingFlags } from '../../config/settings/gather.ts';
import { findService } from '../../controller/scale-service.ts';
import { delegateToController } from '../delegate.ts';
import type { Position } from '../history/entries.ts';
import type { HistoryFilter } from '../history/filter.ts';
import { historyPage } from '../history/page.ts';
import { historyCsv, historyJson, historyText } from '../history/print.ts';
import { type Moment, momentAt } from '../moment-option.ts';
import type { CliContext, Runtime } from '../runtime.ts';
import { styleOf } from '../terminal/style.ts';

const DEADLINE_MS = 10_000;

/** What `autoscaler history` may be told. */
export interface HistoryOptions {
  readonly flags: SettingFlags;
  readonly service: string | undefined;
  readonly project: string | undefined;
  readonly format: 'text' | 'json' | 'csv';
  readonly filter: HistoryFilter;
  readonly since: Moment | undefined;
  readonly until: Moment | undefined;
  /** Most entries. */
  readonly limit: number;
  /** Where an earlier page ended. */
  readonly from: Position;
}

/** What was decided, done and asked for, oldest first. Returns the exit code. */
export async function history(context: CliContext, options: HistoryOptions): Promise<number> {
  const runtime = await context.open({ flags: options.flags, journal: 'read', log: 'plain' });
  try {
    const delegated = await delegateToController(runtime, context);
    if (delegated !== undefined) return delegated;
    const { terminal } = context;
    const page = historyPage(runtime.deps.journal, queryOf(options, runtime), options.filter, options);
    if (page.entries.length === 0) await assertKnown(runtime, options);
    if (options.format === 'json') terminal.out(historyJson(page));
    else if (options.format === 'csv') terminal.out(historyCsv(page));
    else if (page.entries.length === 0) terminal.err('nothing of that kind has been decided or done\n');
    else terminal.out(historyText(page, styleOf(terminal)));
    if (page.older !== undefined && options.format !== 'json')
      terminal.err(`there is more before that: add --before ${page.older}\n`);
    return 0;
  } finally {
    await runtime.close();
  }
}

function queryOf({ service, project, since, until }: HistoryOptions, { deps }: Runtime) {
  const now = deps.clock.now();
  return {
    ref: { ...(service === undefined ? {} : { service }), ...(project === undefined ? {} : { project }) },
    ...(since === undefined ? {} : { since: momentAt(since, now) }),
    ...(until === undefined ? {} : { until: momentAt(until, now) }),
  };
}

/** Nothing was ever done to a service: either it is new, or its name is wrong. */
async function assertKnown({ deps }: Runtime, { service, project }: HistoryOptions): Promise<void> {
  if (service === undefined) return;
  const states = await deps.target.list(AbortSignal.timeout(DEADLINE_MS));
  if (!states.some(({ ref }) => ref.service === service && (project ?? ref.project) === ref.project))
    findService(states, service, project);
}
