import type { SettingFlags } from '../../config/settings/gather.ts';
import { delegateToController } from '../delegate.ts';
import { formatJson } from '../output.ts';
import type { CliContext } from '../runtime.ts';

/** What `autoscaler dashboard` may be told. */
export interface DashboardOptions {
  readonly flags: SettingFlags;
  readonly json: boolean;
}

const DEADLINE_MS = 10_000;

/** Where the dashboard is, as a link that opens it with the controller's own token. Returns the exit code. */
export async function dashboard(context: CliContext, options: DashboardOptions): Promise<number> {
  const runtime = await context.open({ flags: options.flags, journal: 'read', log: 'plain' });
  try {
    const delegated = await delegateToController(runtime, context);
    if (delegated !== undefined) return delegated;
    const link = await runtime.dashboardLink(AbortSignal.timeout(DEADLINE_MS));
    context.terminal.out(options.json ? formatJson({ link }) : `${link}\n`);
    return 0;
  } finally {
    await runtime.close();
  }
}
