import { AutoscalerError } from '../../core/errors.ts';
import type { Replica } from '../../core/replica.ts';
import type { DockerClient } from './client.ts';
import type { ContainerEvent } from './event-lines.ts';
import { statusOf } from './failures.ts';
import { type Readiness, readinessOf } from './readiness.ts';
import { replicaFromInspect } from './replica.ts';
import { type ExitSeen, noteExit, startUpFailure } from './start-up-failure.ts';
import type { Inspected } from './wire.ts';

/** Between two looks when no event came first. */
const POLL_MS = 100;

/** Limits of the wait, in milliseconds. */
export interface ReadyLimits {
  readonly timeoutMs: number;
  readonly settleMs: number;
}

/** Calls back at each event of a container until it is told to stop. */
export type Nudges = (containerId: string, onEvent: (event: ContainerEvent) => void) => () => void;

/**
 * Waits until the replica is healthy, or without a health check has stayed up for `settleMs`. Looks at once after
 * each event of the container. Throws `E_UNHEALTHY`, `E_CRASH_LOOP`, `E_OUT_OF_MEMORY`, `E_START_FAILED`,
 * `E_NOT_READY_IN_TIME`.
 */
export async function awaitReady(
  client: DockerClient,
  nudges: Nudges,
  replica: Replica,
  limits: ReadyLimits,
  signal: AbortSignal,
): Promise<Replica> {
  const begun = performance.now();
  const pause = new Pause();
  let seen: ExitSeen = { outOfMemory: false };
  const unsubscribe = nudges(replica.id, (event) => {
    seen = noteExit(seen, event);
    pause.end();
  });
  let upSince: { readonly startedAt: string; readonly seen: number } | undefined;
  try {
    for (;;) {
      const inspected = await inspect(client, replica, signal);
      const now = performance.now();
      const readiness = readinessOf(inspected);
      let waitMs = POLL_MS;
      if (readiness.kind === 'healthy') return replicaFromInspect(inspected);
      if (readiness.kind === 'running') {
        const startedAt = inspected.State.StartedAt;
        if (upSince?.startedAt !== startedAt) upSince = { startedAt, seen: now };
        const leftMs = upSince.seen + limits.settleMs - now;
        if (leftMs <= 0) return replicaFromInspect(inspected);
        waitMs = Math.min(waitMs, leftMs);
      } else if (readiness.kind !== 'waiting') {
        throw await startUpFailure(client, replica, readiness, seen, signal);
      }
      const remainingMs = begun + limits.timeoutMs - now;
      if (remainingMs <= 0) throw late(replica, limits, readiness);
      await pause.wait(Math.min(waitMs, remainingMs), signal);
    }
  } finally {
    unsubscribe();
  }
}

/** A sleep that can be ended early; ended while nobody sleeps, the next one is skipped. */
class Pause {
  #wake: (() => void) | undefined;
  #ended = false;

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#ended && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        signal.addEventListener('abort', done, { once: true });
        this.#wake = done;
      });
    }
    this.#wake = undefined;
    this.#ended = false;
  }
}

async function inspect(client: DockerClient, replica: Replica, signal: AbortSignal): Promise<Inspected> {
  try {
    return await client.call(`waiting for ${replica.name}`, signal, (docker, abortSignal) =>
      docker.getContainer(replica.id).inspect({ abortSignal }),
    );
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    throw new AutoscalerError(
      'E_START_FAILED',
      `${replica.name} was removed by someone else while it started.`,
      {
        cause: error,
      },
    );
  }
}

function late(replica: Replica, limits: ReadyLimits, readiness: Readiness): AutoscalerError {
  const state =
    readiness.kind === 'waiting' ? readiness.text : `running, for less than ${limits.settleMs / 1000} s`;
  return new AutoscalerError(
    'E_NOT_READY_IN_TIME',
    `${replica.name} was not ready after ${limits.timeoutMs / 1000} s: it is ${state}.`,
    { fix: 'Give it more time (the policy’s ready timeout), or make its start or its health check faster.' },
  );
}
