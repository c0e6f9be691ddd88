import { AutoscalerError } from '../../core/errors.ts';
import type { Replica } from '../../core/replica.ts';
import type { DockerClient } from './client.ts';
import { engineMessage, statusOf } from './failures.ts';
import { replicaFromInspect } from './replica.ts';
import type { Inspected } from './wire.ts';

const START_DEADLINE_MS = 60_000;

/** Starts a created or stopped replica; running already is success. Throws `E_START_FAILED`, `E_OUT_OF_MEMORY`. */
export async function startReplica(
  client: DockerClient,
  replica: Replica,
  signal: AbortSignal,
): Promise<Replica> {
  try {
    await client.call(
      `starting ${replica.name}`,
      signal,
      (docker, abortSignal) => docker.getContainer(replica.id).start({ abortSignal }),
      START_DEADLINE_MS,
    );
  } catch (error) {
    if (statusOf(error) !== 304) throw startFailure(error, replica);
  }
  const inspected: Inspected = await client.call(`reading ${replica.name}`, signal, (docker, abortSignal) =>
    docker.getContainer(replica.id).inspect({ abortSignal }),
  );
  return replicaFromInspect(inspected);
}

const OUT_OF_MEMORY = /oom[- ]killed|cannot allocate memory|memory limit too low|out of memory/i;

function startFailure(error: unknown, replica: Replica): unknown {
  if (statusOf(error) === undefined) return error;
  const said = engineMessage(error);
  if (OUT_OF_MEMORY.test(said))
    return new AutoscalerError(
      'E_OUT_OF_MEMORY',
      `${replica.name} found too little memory to start: ${said}`,
      {
        fix: 'Raise the service’s memory limit or free memory on the host.',
        cause: error,
      },
    );
  return new AutoscalerError('E_START_FAILED', `${replica.name} could not be started: ${said}`, {
    fix: 'Try `docker compose up -d --scale` for the service: it would fail in the same way.',
    cause: error,
  });
}
