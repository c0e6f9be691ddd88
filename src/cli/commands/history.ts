import type { SettingFlags } from '../../config/settings/gather.ts';
import { findService } from '../../controller/scale-service.ts';
import { describe } from '../../core/decision.ts';
import { formatDuration } from '../../core/format.ts';
import type { JournalledDecision, JournalledStep, JournalReader, StepEvent } from '../../core/journal.ts';
import { type ServiceRef, serviceKey } from '../../core/policy.ts';
import { delegateToController } from '../delegate.ts';
import { formatJson } from '../output.ts';
import type { CliContext, Runtime } from '../runtime.ts';

const DEADLINE_MS = 10_000;

/** What `autoscaler history` may be told. */
export interface HistoryOptions {
  readonly flags: SettingFlags;
  readonly service: string | undefined;
  readonly project: string | undefined;
  readonly json: boolean;
  /** Most entries of each kind. */
  readonly limit: number;
  /** Only what happened in the last so many milliseconds. */
  readonly sinceMs: number | undefined;
}

/** What was decided and done, oldest first. Returns the exit code. */
export async function history(context: CliContext, options: HistoryOptions): Promise<number> {
  const runtime = await context.open({ flags: options.flags, journal: 'read', log: 'plain' });
  try {
    const delegated = await delegateToController(runtime, context);
    if (delegated !== undefined) return delegated;
    const { journal, clock } = runtime.deps;
    const entries = read(journal, options, clock.now());
    if (entries.length === 0) await assertKnown(runtime, options);
    if (options.json) context.terminal.out(formatJson({ entries: entries.map(toJson) }));
    else if (entries.length === 0) context.terminal.err('nothing has been decided or done yet\n');
    else context.terminal.out(entries.map((entry) => `${formatEntry(entry)}\n`).join(''));
    return 0;
  } finally {
    await runtime.close();
  }
}

/** Nothing was ever done to a service: either it is new, or its name is wrong. */
async function assertKnown({ deps }: Runtime, { service, project }: HistoryOptions): Promise<void> {
  if (service === undefined) return;
  const states = await deps.target.list(AbortSignal.timeout(DEADLINE_MS));
  if (!states.some(({ ref }) => ref.service === service && (project ?? ref.project) === ref.project))
    findService(states, service, project);
}

type Entry =
  | { readonly at: number; readonly ref: ServiceRef; readonly decided: JournalledDecision }
  | { readonly at: number; readonly ref: ServiceRef; readonly step: JournalledStep };

function read(journal: JournalReader, options: HistoryOptions, now: number): readonly Entry[] {
  const since = options.sinceMs === undefined ? {} : { since: now - options.sinceMs };
  const query = { limit: options.limit, ...since };
  const isMeant = ({ ref }: { readonly ref: ServiceRef }) =>
    (options.service === undefined || ref.service === options.service) &&
    (options.project === undefined || ref.project === options.project);
  const decisions = journal.decisions(query).filter(isMeant);
  const steps = journal.steps(query).filter(isMeant);
  const entries: Entry[] = [
    ...decisions.toReversed().map((decided) => ({ at: decided.decision.at, ref: decided.ref, decided })),
    ...steps.toReversed().map((step) => ({ at: step.at, ref: step.ref, step })),
  ];
  return entries.sort((a, b) => a.at - b.at).slice(-options.limit);
}

function toJson(entry: Entry): object {
  const head = { at: new Date(entry.at).toISOString(), ...entry.ref };
  if ('step' in entry) return { ...head, ...entry.step.event };
  const { decision, lastAt, ticks } = entry.decided;
  const { action, from, to, reasons } = decision;
  const last = new Date(lastAt).toISOString();
  return { ...head, kind: 'decision', action, from, to, reasons, lastAt: last, ticks };
}

function formatEntry(entry: Entry): string {
  const head = `${new Date(entry.at).toISOString()} ${serviceKey(entry.ref)}`;
  if ('step' in entry) return `${head}   ${formatEvent(entry.step.event)}`;
  const { decision, ticks } = entry.decided;
  return `${head} ${describe(decision)}${ticks > 1 ? ` (${ticks} ticks)` : ''}`;
}

function formatEvent(event: StepEvent): string {
  switch (event.kind) {
    case 'plan-started':
      return `scaling ${event.plan.from} → ${event.plan.to} begins`;
    case 'step-done':
      return `replica ${event.step.number}: ${event.step.kind} done in ${formatDuration(event.ms)}${event.note ? `; ${event.note}` : ''}`;
    case 'step-failed':
      return `replica ${event.step.number}: ${event.step.kind} failed, ${event.code}: ${event.message}`;
    case 'step-undone':
      return `replica ${event.step.number}: ${event.step.kind} undone`;
    case 'plan-ended':
      return `scaling ${event.outcome} at ${event.to} after ${formatDuration(event.ms)}`;
  }
}
