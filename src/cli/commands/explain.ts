import type { SettingFlags } from '../../config/settings/gather.ts';
import { delegateToController } from '../delegate.ts';
import { explainJson } from '../explain/document.ts';
import { type DecisionQuestion, findDecision } from '../explain/find.ts';
import { tell } from '../explain/story.ts';
import type { CliContext } from '../runtime.ts';
import { styleOf } from '../terminal/style.ts';

/** What `autoscaler explain` may be told. */
export interface ExplainOptions extends DecisionQuestion {
  readonly flags: SettingFlags;
  readonly json: boolean;
  /** Tell of the policy's shadow beside it. */
  readonly shadow: boolean;
}

/** A decision of a service as a story: what was measured and asked, what limited it, what would have changed it. */
export async function explain(context: CliContext, options: ExplainOptions): Promise<number> {
  const { terminal } = context;
  const runtime = await context.open({ flags: options.flags, journal: 'read', log: 'plain' });
  try {
    const delegated = await delegateToController(runtime, context);
    if (delegated !== undefined) return delegated;
    const explained = await findDecision(runtime, options);
    const looks = { width: terminal.columns, style: styleOf(terminal) };
    const story = () => tell(explained, runtime.deps.clock.now(), looks, options.shadow);
    terminal.out(options.json ? explainJson(explained) : story());
    return 0;
  } finally {
    await runtime.close();
  }
}
