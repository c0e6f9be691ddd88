import { setTimeout as sleep } from 'node:timers/promises';
import type { Replica } from '../../core/replica.ts';
import type { DockerClient } from './client.ts';
import { engineMessage, statusOf } from './failures.ts';
import type { Inspected } from './wire.ts';

const DEFAULT_GRACE_S = 10;
const MARGIN_MS = 20_000;
/** How long a container whose grace period has no end may take. */
const ENDLESS_GRACE_MS = 3_600_000;
const REMOVE_DEADLINE_MS = 60_000;
const GONE_POLL_MS = 100;

/** Stops by the container's own signal and grace period; stopped or gone already is success. */
export async function stopReplica(
  client: DockerClient,
  replica: Replica,
  signal: AbortSignal,
): Promise<void> {
  try {
    const inspected: Inspected = await client.call(`reading ${replica.name}`, signal, (docker, abortSignal) =>
      docker.getContainer(replica.id).inspect({ abortSignal }),
    );
    await client.call(
      `stopping ${replica.name}`,
      signal,
      (docker, abortSignal) => docker.getContainer(replica.id).stop({ abortSignal }),
      stopDeadlineMs(inspected.Config.StopTimeout),
    );
  } catch (error) {
    const status = statusOf(error);
    if (status !== 304 && status !== 404) throw error;
  }
}

/** How long to wait for the engine's answer to a stop, from the container's grace period in seconds. */
export function stopDeadlineMs(stopTimeout: number | null | undefined): number {
  const grace = stopTimeout ?? DEFAULT_GRACE_S;
  return grace < 0 ? ENDLESS_GRACE_MS : grace * 1000 + MARGIN_MS;
}

/** Removes a stopped container with its anonymous volumes and waits until it is gone; gone already is success. */
export async function removeContainer(
  client: DockerClient,
  id: string,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await client.call(
      `removing ${name}`,
      signal,
      (docker, abortSignal) => docker.getContainer(id).remove({ v: true, abortSignal }),
      REMOVE_DEADLINE_MS,
    );
  } catch (error) {
    const status = statusOf(error);
    if (status === 404) return;
    if (status !== 409 || !/removal of container .* is already in progress/i.test(engineMessage(error)))
      throw error;
    await gone(client, id, name, signal);
  }
}

/** Waits until somebody else's removal has ended. */
async function gone(client: DockerClient, id: string, name: string, signal: AbortSignal): Promise<void> {
  await client.call(
    `waiting until ${name} is gone`,
    signal,
    async (docker, abortSignal) => {
      for (;;) {
        try {
          await docker.getContainer(id).inspect({ abortSignal });
        } catch (error) {
          if (statusOf(error) === 404) return;
          throw error;
        }
        await sleep(GONE_POLL_MS, undefined, { signal: abortSignal });
      }
    },
    REMOVE_DEADLINE_MS,
  );
}
