import { AutoscalerError } from '../../core/errors.ts';
import { formatDuration } from '../../core/format.ts';
import type { Policy } from '../../core/policy.ts';
import type { Replica } from '../../core/replica.ts';
import type { Runtime } from '../runtime.ts';
import { agreementCheck, type Witnesses } from './agreement.ts';
import { callDeadline } from './call-deadline.ts';
import { type Check, decided } from './check.ts';
import { type Answer, type Client, describeLosses, lossesOf } from './client.ts';
import { CLIENTS, startRequests } from './request-stream.ts';
import { currentState, findRestorer, type Restorer } from './restorer.ts';

/** What the failover is tried on. */
export interface Stage {
  readonly runtime: Runtime;
  readonly policy: Policy;
  readonly witnesses: Witnesses;
  readonly client: Client;
  readonly timeoutMs: number;
  /** Tells a person what is about to happen. */
  readonly tell: (text: string) => void;
}

/** Before the fault and after the recovery. */
const CALM_MS = 1000;
/** How long requests meet the dead replica before this process, where it is the one to do it, restores it. */
const OUTAGE_MS = 3000;
const POLL_MS = 250;

/**
 * Kills one replica while requests run, and waits until as many are in rotation as before. Whatever happens, and
 * when `signal` aborts, the replica is restored before this returns.
 */
export async function failover(
  stage: Stage,
  replicas: readonly Replica[],
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const { runtime, policy, timeoutMs, tell, client } = stage;
  const ready = replicas.filter(({ state }) => state === 'ready').toSorted((a, b) => b.number - a.number);
  const [victim] = ready;
  if (victim === undefined || ready.length < 2)
    throw new AutoscalerError(
      'E_CONFIG',
      `${policy.ref.service} has ${ready.length} ready replica, and a failover needs another one`,
      {
        at: '--failover',
        fix: `Scale it first: autoscaler scale ${policy.ref.service} 2.`,
      },
    );
  const restorer = await findRestorer(runtime, { policy, victim, replicas: ready.length, timeoutMs }, signal);
  let isRestored = true;
  try {
    tell(`killing ${victim.name} while requests run; ${restorer.name} is to restore it\n`);
    const requests = startRequests(client);
    try {
      await runtime.deps.clock.sleep(CALM_MS, signal);
      isRestored = false;
      await runtime.kill(victim.id, callDeadline());
      const ms = await awaitRecovery(stage, restorer, ready.length, signal);
      isRestored = ms !== undefined;
      if (isRestored) await runtime.deps.clock.sleep(CALM_MS, signal);
      const answers = await requests.stop();
      return [
        lossCheck(answers),
        recoveryCheck(restorer, ready.length, ms, timeoutMs),
        ...(isRestored ? [await agreementAfter(stage)] : []),
      ];
    } finally {
      await requests.stop();
    }
  } finally {
    if (!isRestored) {
      tell(`restoring ${victim.name}\n`);
      await restorer.rescue().then(
        () => tell(`${victim.name} runs again\n`),
        (error: Error) =>
          tell(`${victim.name} is not restored: ${error.message}\n  fix: docker start ${victim.name}\n`),
      );
    }
    await restorer.release();
  }
}

/** Milliseconds from the fault until all are in rotation again; undefined when that took too long. */
async function awaitRecovery(
  stage: Stage,
  restorer: Restorer,
  count: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { runtime, timeoutMs } = stage;
  const { clock } = runtime.deps;
  const from = clock.now();
  await clock.sleep(OUTAGE_MS, signal);
  await restorer.restore(signal);
  while (clock.now() - from < timeoutMs) {
    if (await isComplete(stage, count)) return clock.now() - from;
    await clock.sleep(POLL_MS, signal);
  }
  return undefined;
}

/** A balancer that is just being changed may not answer: then it is not complete yet. */
async function isComplete({ runtime, policy, witnesses }: Stage, count: number): Promise<boolean> {
  const { replicas } = await currentState(runtime, policy);
  const ready = replicas.filter(({ state }) => state === 'ready');
  if (ready.length < count || replicas.some(({ state }) => state === 'exited')) return false;
  const { balancer, service } = witnesses;
  const view = await balancer.view(service, replicas, callDeadline()).catch(() => undefined);
  return view !== undefined && ready.every(({ id }) => view.inRotation.includes(id));
}

async function agreementAfter({ runtime, policy, witnesses }: Stage): Promise<Check> {
  const { replicas } = await currentState(runtime, policy);
  return await agreementCheck('agreement afterwards', witnesses, replicas);
}

/** A replica that is killed takes with it what it is just answering: one request of each client at most. */
function lossCheck(answers: readonly Answer[]): Check {
  return decided(
    'failover: loss',
    `GET: none but the ${CLIENTS} under way at most`,
    describeLosses(answers),
    lossesOf(answers).length <= CLIENTS,
  );
}

function recoveryCheck({ name }: Restorer, count: number, ms: number | undefined, timeoutMs: number): Check {
  return decided(
    'failover: recovery',
    `${count} in rotation again by ${name}`,
    ms === undefined ? `not within ${formatDuration(timeoutMs)}` : `after ${formatDuration(ms)}`,
    ms !== undefined,
  );
}
