import type { SettingFlags } from '../../config/settings/gather.ts';
import { ControllerConsole } from '../../controller/console.ts';
import { Controller, type TickResult } from '../../controller/controller.ts';
import { LatestDecisions } from '../../controller/latest-decisions.ts';
import { serveRequests } from '../../controller/requests.ts';
import { runLoop } from '../../controller/run-loop.ts';
import { SampleHistory } from '../../controller/sample-history.ts';
import { ControllerSteering } from '../../controller/steering.ts';
import { teeTelemetry } from '../../controller/tee-telemetry.ts';
import { Watch } from '../../controller/watch/watch.ts';
import { describe } from '../../core/decision.ts';
import { AutoscalerError } from '../../core/errors.ts';
import { serviceKey } from '../../core/policy.ts';
import type { HeldLock } from '../../core/ports.ts';
import type { CliContext, Runtime } from '../runtime.ts';

/** What `autoscaler run` may be told. */
export interface RunOptions {
  readonly flags: SettingFlags;
  readonly dryRun: boolean;
  readonly once: boolean;
}

const LOCK_RETRY_MS = 1000;
const HEALTHY_INTERVALS = 3;

/** The control loop. Returns the exit code; 130 when a signal ended it before `--once` was done. */
export async function run(context: CliContext, options: RunOptions): Promise<number> {
  const runtime = await context.open({
    flags: options.flags,
    journal: options.dryRun ? 'read' : 'write',
    log: options.dryRun ? 'plain' : 'controller',
  });
  try {
    if (options.dryRun) return await dryRun(runtime, context, options.once);
    return await runLocked(runtime, context, options.once);
  } finally {
    await runtime.close();
  }
}

async function dryRun(runtime: Runtime, { terminal }: CliContext, once: boolean): Promise<number> {
  const { deps, policies, intervalMs } = runtime;
  const controller = new Controller(deps, policies, { intervalMs, isDryRun: true });
  for (;;) {
    const results = await controller.tick();
    if (results.length === 0) terminal.err('no service with a policy runs on this engine\n');
    for (const result of results) terminal.out(formatResult(result));
    if (once) return 0;
    await deps.clock.sleep(intervalMs, terminal.interrupted).catch(() => undefined);
    if (terminal.interrupted.aborted) return 0;
  }
}

function formatResult({ service, decision }: TickResult): string {
  const at = new Date(decision.at).toISOString();
  const codes = decision.reasons.map((r) => r.code).join(' ');
  return `${at} ${serviceKey(service.ref)} ${describe(decision)} [${codes}]\n`;
}

async function runLocked(runtime: Runtime, { terminal }: CliContext, once: boolean): Promise<number> {
  const lock = await acquire(runtime, terminal.interrupted);
  try {
    return once
      ? await tickOnce(runtime, terminal.interrupted)
      : await loop(runtime, lock, terminal.interrupted);
  } finally {
    await lock.release();
  }
}

/** The controller's lock; waits for a one-shot command to end, but never for another controller. */
async function acquire({ lock, deps }: Runtime, interrupted: AbortSignal): Promise<HeldLock> {
  for (;;) {
    const answer = await lock.acquire('controller', deps.journal.id, interrupted);
    if ('held' in answer) return answer.held;
    const { holder } = answer;
    if (holder.kind === 'controller')
      throw new AutoscalerError(
        'E_LOCKED',
        `another controller works on this engine: ${holder.description}`,
        {
          fix: 'Stop it first, or use it: `autoscaler status` shows what it does.',
        },
      );
    deps.log.info({ holder: holder.description }, `waiting for ${holder.description} to finish`);
    await deps.clock.sleep(LOCK_RETRY_MS, interrupted);
  }
}

async function tickOnce(runtime: Runtime, interrupted: AbortSignal): Promise<number> {
  const { deps, policies, intervalMs } = runtime;
  const controller = new Controller(deps, policies, { intervalMs, isDryRun: false });
  const startedAt = deps.clock.now();
  await controller.tick();
  const stop = () => void controller.shutDown();
  interrupted.addEventListener('abort', stop, { once: true });
  await controller.settled();
  await controller.shutDown();
  if (interrupted.aborted) return 130;
  const hasFailed = controller.services.some(({ history }) => (history.failures?.lastAt ?? 0) >= startedAt);
  return hasFailed ? 1 : 0;
}

async function loop(runtime: Runtime, lock: HeldLock, interrupted: AbortSignal): Promise<number> {
  const { policies, intervalMs } = runtime;
  const latest = new LatestDecisions();
  const samples = new SampleHistory(runtime.deps);
  const watch = runtime.notification && new Watch({ ...runtime.deps, ...runtime.notification });
  const telemetry = teeTelemetry(runtime.deps.telemetry, latest, samples, ...(watch ? [watch] : []));
  const deps = { ...runtime.deps, telemetry };
  const options = { intervalMs, isDryRun: false };
  const controller = new Controller(deps, policies, options);
  const signal = AbortSignal.any([interrupted, lock.lost]);
  let lastGoodTick: number | undefined;
  let lastFault: string | undefined;
  const health = () => {
    const age = lastGoodTick === undefined ? Number.POSITIVE_INFINITY : deps.clock.now() - lastGoodTick;
    const ok = age <= HEALTHY_INTERVALS * intervalMs + 1000 && !lock.lost.aborted;
    return ok ? { ok } : { ok, reason: lastFault ?? 'no tick has succeeded lately' };
  };
  const console = new ControllerConsole({ ...deps, controller, latest });
  const steering = new ControllerSteering(console, deps);
  const server = await runtime.serve({ health, console, steering });
  deps.log.info({ intervalMs, ...(server ? { address: server.address } : {}) }, 'controller started');
  watch?.start();
  const requests = serveRequests(controller, deps, signal);
  const onTick = (fault: string | undefined) => {
    lastFault = fault;
    if (fault === undefined) lastGoodTick = deps.clock.now();
  };
  await runLoop(controller, deps, options, onTick, signal);
  await requests;
  samples.flush();
  await Promise.all([server?.close(), runtime.notification?.notifier.close()]);
  deps.log.info({}, 'controller stopped');
  if (lock.lost.aborted && !interrupted.aborted)
    throw new AutoscalerError('E_LOCK_LOST', 'another controller took over the lock of this engine', {
      fix: 'Run only one controller per engine.',
    });
  return 0;
}
