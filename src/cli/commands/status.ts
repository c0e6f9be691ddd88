import type { SettingFlags } from '../../config/settings/gather.ts';
import { describe } from '../../core/decision.ts';
import { formatDuration } from '../../core/format.ts';
import type { JournalledDecision } from '../../core/journal.ts';
import { type Policy, serviceKey } from '../../core/policy.ts';
import { isRunning, type ServiceState } from '../../core/replica.ts';
import { delegateToController } from '../delegate.ts';
import { formatJson, formatTable } from '../output.ts';
import type { CliContext, Runtime } from '../runtime.ts';

/** What `autoscaler status` may be told. */
export interface StatusOptions {
  readonly flags: SettingFlags;
  readonly json: boolean;
  readonly watch: boolean;
}

const DEADLINE_MS = 10_000;
const WATCH_EVERY_MS = 1000;
const CLEAR_SCREEN = '\u001b[2J\u001b[H';

/** One service as `status --json` prints it. */
export interface ServiceStatus {
  readonly project: string;
  readonly service: string;
  readonly replicas: {
    readonly current: number;
    readonly ready: number;
    readonly min: number;
    readonly max: number;
  };
  readonly balancer: { readonly kind: string; readonly inRotation: number | null; readonly fault?: string };
  readonly lastDecision: {
    readonly action: string;
    readonly from: number;
    readonly to: number;
    readonly at: string;
    readonly sentence: string;
    readonly reasons: readonly { readonly code: string; readonly message: string }[];
  } | null;
}

/** What runs, and what was decided last. Returns the exit code. */
export async function status(context: CliContext, options: StatusOptions): Promise<number> {
  const { terminal } = context;
  const runtime = await context.open({ flags: options.flags, journal: 'read', log: 'plain' });
  try {
    const delegated = await delegateToController(runtime, context);
    if (delegated !== undefined) return delegated;
    for (;;) {
      const report = await collect(runtime);
      if (options.watch && terminal.screen && !options.json) terminal.out(CLEAR_SCREEN);
      terminal.out(options.json ? formatJson(report) : formatStatus(report, runtime.deps.clock.now()));
      if (!options.watch) return 0;
      await runtime.deps.clock.sleep(WATCH_EVERY_MS, terminal.interrupted).catch(() => undefined);
      if (terminal.interrupted.aborted) return 0;
    }
  } finally {
    await runtime.close();
  }
}

interface StatusReport {
  readonly services: readonly ServiceStatus[];
  readonly faults: readonly string[];
  readonly waiting: readonly string[];
}

async function collect(runtime: Runtime): Promise<StatusReport> {
  const states = await runtime.deps.target.list(AbortSignal.timeout(DEADLINE_MS));
  const set = await runtime.policies.read(states);
  const byKey = new Map(states.map((state) => [serviceKey(state.ref), state]));
  const services = await Promise.all(
    set.policies.map(async (policy) => {
      const state = byKey.get(serviceKey(policy.ref));
      return state ? [await statusOf(runtime, policy, state)] : [];
    }),
  );
  return { services: services.flat(), faults: set.faults.map((f) => f.message), waiting: set.waiting };
}

async function statusOf({ deps }: Runtime, policy: Policy, state: ServiceState): Promise<ServiceStatus> {
  const running = state.replicas.filter(isRunning);
  const last = deps.journal.lastDecision(policy.ref);
  return {
    ...policy.ref,
    replicas: {
      current: running.length,
      ready: running.filter((r) => r.state === 'ready').length,
      min: policy.min,
      max: policy.max,
    },
    balancer: await balancerStatus(deps, policy, state),
    lastDecision: last ? decisionStatus(last) : null,
  };
}

async function balancerStatus(
  { balancers }: Runtime['deps'],
  { ref, balancer, max }: Policy,
  state: ServiceState,
): Promise<ServiceStatus['balancer']> {
  if (balancer.kind === 'none') return { kind: 'none', inRotation: null };
  try {
    const service = { ref, balancer, capacity: max };
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const view = await balancers(balancer.kind).view(service, state.replicas, signal);
    return { kind: balancer.kind, inRotation: view.inRotation.length };
  } catch (thrown) {
    const fault = thrown instanceof Error ? thrown.message : String(thrown);
    return { kind: balancer.kind, inRotation: null, fault };
  }
}

function decisionStatus({ decision, lastAt }: JournalledDecision): ServiceStatus['lastDecision'] {
  const { action, from, to, reasons } = decision;
  const at = new Date(lastAt).toISOString();
  return { action, from, to, at, sentence: describe(decision), reasons };
}

function formatStatus({ services, faults, waiting }: StatusReport, now: number): string {
  const rows = services.map((s) => [
    `${s.project}/${s.service}`,
    `${s.replicas.ready}/${s.replicas.current}`,
    `${s.replicas.min}–${s.replicas.max}`,
    s.balancer.inRotation === null ? s.balancer.kind : `${s.balancer.kind} ${s.balancer.inRotation}`,
    s.lastDecision ? `${formatDuration(now - Date.parse(s.lastDecision.at))} ago` : '–',
    s.lastDecision?.sentence ?? 'no decision yet',
  ]);
  const header = ['SERVICE', 'READY', 'BOUNDS', 'BALANCER', 'DECIDED', 'DECISION'];
  const notes = [
    ...services.flatMap((s) => (s.balancer.fault ? [`${s.service}: ${s.balancer.fault}`] : [])),
    ...faults,
    ...waiting,
  ];
  const table =
    rows.length > 0 ? formatTable(header, rows) : 'no service with a policy runs on this engine\n';
  return [table, ...notes.map((note) => `! ${note}\n`)].join('');
}
