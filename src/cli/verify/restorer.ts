import { ManagedService } from '../../controller/managed-service.ts';
import { findService, scaleService } from '../../controller/scale-service.ts';
import type { Policy } from '../../core/policy.ts';
import type { Replica, ServiceState } from '../../core/replica.ts';
import { lockedBy } from '../locked-by.ts';
import type { Runtime } from '../runtime.ts';
import { callDeadline } from './call-deadline.ts';

/** What is lost, and what is to be again. */
export interface Loss {
  readonly policy: Policy;
  readonly victim: Replica;
  /** How many there were. */
  readonly replicas: number;
  readonly timeoutMs: number;
}

/** Who brings a service back to its replicas after a fault. */
export interface Restorer {
  /** For people: `the controller (container …)` or `verify`. */
  readonly name: string;
  /** Does its part; a controller does it unasked. */
  restore(signal: AbortSignal): Promise<void>;
  /** When that has failed: sees to it that the victim runs, whoever else is there. */
  rescue(): Promise<void>;
  release(): Promise<void>;
}

/** The service as it is now. */
export async function currentState({ deps }: Runtime, { ref }: Policy): Promise<ServiceState> {
  const states = await deps.target.list(callDeadline());
  return findService(states, ref.service, ref.project);
}

/**
 * The engine's controller when one runs, else this process, which then holds the lock. Throws `E_LOCKED` while
 * another command works.
 */
export async function findRestorer(runtime: Runtime, loss: Loss, signal: AbortSignal): Promise<Restorer> {
  const { lock, deps } = runtime;
  const answer = await lock.acquire('command', deps.journal.id, signal);
  if ('held' in answer)
    return {
      name: 'verify',
      restore: (until) => scaleBack(runtime, loss, until),
      rescue: () =>
        scaleBack(runtime, loss, AbortSignal.timeout(loss.timeoutMs)).catch(() => start(runtime, loss)),
      release: () => answer.held.release(),
    };
  const { holder } = answer;
  if (holder.kind !== 'controller') throw lockedBy(holder);
  return {
    name: `the controller (${holder.description})`,
    restore: async () => undefined,
    rescue: () => start(runtime, loss),
    release: async () => undefined,
  };
}

async function scaleBack(
  runtime: Runtime,
  { policy, replicas, timeoutMs }: Loss,
  signal: AbortSignal,
): Promise<void> {
  const { deps } = runtime;
  const service = new ManagedService(policy, deps);
  service.observe(await currentState(runtime, policy), deps.clock.now());
  await scaleService(service, replicas, deps, timeoutMs, signal);
}

/** A balancer's own checks, or the controller, take a replica that runs again back into rotation. */
async function start(runtime: Runtime, { policy, victim, timeoutMs }: Loss): Promise<void> {
  const { replicas } = await currentState(runtime, policy);
  const stopped = replicas.find(({ id, state }) => id === victim.id && state === 'exited');
  if (stopped !== undefined) await runtime.deps.target.start(stopped, AbortSignal.timeout(timeoutMs));
}
