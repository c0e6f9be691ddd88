import type { SettingFlags } from '../../config/settings/gather.ts';
import { Controller } from '../../controller/controller.ts';
import { findService } from '../../controller/scale-service.ts';
import { type Decision, describe } from '../../core/decision.ts';
import { AutoscalerError } from '../../core/errors.ts';
import { formatDuration, formatReplicas } from '../../core/format.ts';
import { type ServiceRef, serviceKey } from '../../core/policy.ts';
import { REASONS } from '../../core/reasons.ts';
import { delegateToController } from '../delegate.ts';
import { formatJson } from '../output.ts';
import type { CliContext, Runtime } from '../runtime.ts';

/** What `autoscaler explain` may be told. */
export interface ExplainOptions {
  readonly flags: SettingFlags;
  readonly service: string;
  readonly project: string | undefined;
  readonly json: boolean;
  /** Tell of the policy's shadow beside it. */
  readonly shadow: boolean;
}

interface Explained {
  readonly ref: ServiceRef;
  readonly decision: Decision;
  /** Undefined when it was decided just now, for this answer only. */
  readonly journalled?: { readonly lastAt: number; readonly ticks: number };
}

const DEADLINE_MS = 10_000;

/** The last decision of a service as a story: what was measured, what each metric asked for, what limited it. */
export async function explain(context: CliContext, options: ExplainOptions): Promise<number> {
  const runtime = await context.open({ flags: options.flags, journal: 'read', log: 'plain' });
  try {
    const delegated = await delegateToController(runtime, context);
    if (delegated !== undefined) return delegated;
    const explained = await findDecision(runtime, options);
    const { ref, decision, journalled } = explained;
    if (options.json) {
      const at = new Date(decision.at).toISOString();
      const lastAt = journalled ? new Date(journalled.lastAt).toISOString() : at;
      const document = { ...ref, ...decision, at, lastAt, ticks: journalled?.ticks ?? 1 };
      context.terminal.out(formatJson({ ...document, sentence: describe(decision) }));
    } else
      context.terminal.out(
        tell(explained, runtime.deps.clock.now()) + (options.shadow ? tellShadow(decision) : ''),
      );
    return 0;
  } finally {
    await runtime.close();
  }
}

async function findDecision(runtime: Runtime, { service, project }: ExplainOptions): Promise<Explained> {
  const { deps, policies, intervalMs } = runtime;
  const states = await deps.target.list(AbortSignal.timeout(DEADLINE_MS));
  const { ref } = findService(states, service, project);
  const journalled = deps.journal.lastDecision(ref);
  if (journalled) return { ref, decision: journalled.decision, journalled };
  const results = await new Controller(deps, policies, { intervalMs, isDryRun: true }).tick();
  const result = results.find((r) => serviceKey(r.service.ref) === serviceKey(ref));
  if (result) return { ref, decision: result.decision };
  throw new AutoscalerError('E_SERVICE_UNKNOWN', `no policy covers ${serviceKey(ref)}`, {
    fix: 'Write a policy file for it, or label the service with autoscaler.enable=true.',
  });
}

function tell({ ref, decision, journalled }: Explained, now: number): string {
  const { from, to, reasons, recommendations } = decision;
  const lines = [`${serviceKey(ref)} ${describe(decision)}`, ''];
  if (journalled) {
    const since = formatDuration(now - decision.at);
    const last = formatDuration(now - journalled.lastAt);
    const times = journalled.ticks === 1 ? 'once' : `${journalled.ticks} times in a row`;
    lines.push(`decided ${since} ago, ${times}, last ${last} ago`);
  } else lines.push('no controller has decided yet; this is what it would decide now');
  lines.push('', 'what was measured, and what each metric asked for:');
  for (const r of recommendations) {
    const asks = r.replicas === undefined ? 'asks for nothing' : `asks for ${formatReplicas(r.replicas)}`;
    lines.push(`  ${r.reason.message}: ${asks}  [${r.reason.code}]`);
  }
  if (recommendations.length === 0) lines.push('  (the policy has no metrics)');
  const limits = reasons.filter((r) => REASONS[r.code].role === 'limit');
  lines.push('', 'what changed or held the number:');
  for (const limit of limits) lines.push(`  ${limit.message}  [${limit.code}]`);
  if (limits.length === 0) lines.push('  nothing');
  lines.push('', to === from ? `outcome: ${formatReplicas(from)}, no change` : `outcome: ${from} → ${to}`);
  return `${lines.join('\n')}\n`;
}

function tellShadow({ to, shadow, at, recommendations }: Decision): string {
  if (shadow === undefined)
    return '\nshadow: none; a policy file with "shadow: true" for this service adds one\n';
  const same = shadow.to === to ? 'the same' : `${formatReplicas(shadow.to)} instead of ${to}`;
  return `\nshadow: ${same}; it would have ${describe({ ...shadow, at, recommendations })}\n`;
}
