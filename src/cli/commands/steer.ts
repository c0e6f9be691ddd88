import type { SettingFlags } from '../../config/settings/gather.ts';
import { ManualSteering } from '../../controller/manual-steering.ts';
import { notCovered } from '../../controller/not-covered.ts';
import { findService } from '../../controller/scale-service.ts';
import { boundsText } from '../../core/change-sentence.ts';
import { formatTime } from '../../core/format.ts';
import type { Change, JournalledChange } from '../../core/journal.ts';
import { type Policy, serviceKey } from '../../core/policy.ts';
import { delegateToController } from '../delegate.ts';
import { lockedBy } from '../locked-by.ts';
import { formatJson } from '../output.ts';
import type { CliContext, Runtime } from '../runtime.ts';

/** What is to be over a policy from now on. `until` is epoch milliseconds. */
export type Wish =
  | { readonly kind: 'pause'; readonly until: number | undefined }
  | { readonly kind: 'resume' }
  | { readonly kind: 'bounds'; readonly min?: number; readonly max?: number; readonly until: number }
  | { readonly kind: 'lift' };

/** What `autoscaler pause`, `resume` and `bounds` may be told. */
export interface SteerOptions {
  readonly flags: SettingFlags;
  readonly service: string;
  readonly project: string | undefined;
  readonly json: boolean;
  readonly wish: Wish;
}

const DEADLINE_MS = 10_000;

/** Puts a wish over a service's policy into the journal of the engine's controller. Returns the exit code. */
export async function steer(context: CliContext, options: SteerOptions): Promise<number> {
  const runtime = await context.open({ flags: options.flags, journal: 'write', log: 'plain' });
  try {
    // A time of day means this machine's: the controller's container may be in another zone.
    const delegated = await delegateToController(runtime, { ...context, argv: argvOf(options) });
    if (delegated !== undefined) return delegated;
    const policy = await policyFor(runtime, options);
    const holder = await runtime.lock.holder(AbortSignal.timeout(DEADLINE_MS));
    const isControlled = holder?.kind === 'controller';
    if (isControlled && holder.journalId !== runtime.deps.journal.id) throw lockedBy(holder);
    const by = `${context.terminal.user} (${options.wish.kind === 'lift' ? 'bounds' : options.wish.kind})`;
    const change = wished(new ManualSteering(runtime.deps), policy, options.wish, by);
    report(context, options, change, policy);
    if (!isControlled) context.terminal.err('no controller runs; it holds once one does\n');
    return 0;
  } finally {
    await runtime.close();
  }
}

async function policyFor({ deps, policies }: Runtime, { service, project }: SteerOptions): Promise<Policy> {
  const states = await deps.target.list(AbortSignal.timeout(DEADLINE_MS));
  const { ref } = findService(states, service, project);
  const set = await policies.read(states);
  const policy = set.policies.find((each) => serviceKey(each.ref) === serviceKey(ref));
  if (policy) return policy;
  throw notCovered(ref);
}

function wished(steering: ManualSteering, policy: Policy, wish: Wish, by: string): JournalledChange {
  switch (wish.kind) {
    case 'pause':
      return steering.pause(policy.ref, wish.until, by);
    case 'resume':
      return steering.resume(policy.ref, by);
    case 'lift':
      return steering.lift(policy.ref, by);
    case 'bounds': {
      const { kind: _, ...bounds } = wish;
      return steering.bound(policy, bounds, by);
    }
  }
}

/** The same command with its times as moments, for another machine. */
function argvOf({ service, project, json, wish }: SteerOptions): readonly string[] {
  const until =
    'until' in wish && wish.until !== undefined ? [`--until=${new Date(wish.until).toISOString()}`] : [];
  const min = 'min' in wish && wish.min !== undefined ? [`--min=${wish.min}`] : [];
  const max = 'max' in wish && wish.max !== undefined ? [`--max=${wish.max}`] : [];
  const of = project === undefined ? [] : [`--project=${project}`];
  const own = wish.kind === 'lift' ? ['bounds', '--lift'] : [wish.kind, ...min, ...max, ...until];
  return [...own, ...of, ...(json ? ['--json'] : []), '--', service];
}

function report(
  { terminal }: CliContext,
  { json }: SteerOptions,
  { id, ref, at, by, change }: JournalledChange,
  policy: Policy,
): void {
  if (!json) {
    terminal.out(`${serviceKey(ref)}: ${sentence(change, policy, at)}\n`);
    return;
  }
  const until = 'until' in change && change.until !== undefined ? new Date(change.until).toISOString() : null;
  const times = 'until' in change || change.kind === 'pause' ? { until } : {};
  terminal.out(
    formatJson({ id, ...ref, at: new Date(at).toISOString(), by, change: { ...change, ...times } }),
  );
}

function sentence(change: Change, { min, max }: Policy, now: number): string {
  switch (change.kind) {
    case 'pause':
      return `paused until ${change.until === undefined ? 'somebody resumes it' : formatTime(change.until, now)}`;
    case 'resume':
      return 'its policy scales it again';
    case 'bounds':
      return `${boundsText(change)} until ${formatTime(change.until, now)}`;
    default:
      return `its policy’s bounds hold again: ${boundsText({ min, max })}`;
  }
}
