import { AutoscalerError } from '../../core/errors.ts';
import type { Replica } from '../../core/replica.ts';
import type { DockerClient } from './client.ts';
import type { ContainerEvent } from './event-lines.ts';
import { lastLogLines } from './logs.ts';
import type { Readiness } from './readiness.ts';

/** What events told of a container's exits; inspect forgets it as soon as the container is started again. */
export interface ExitSeen {
  readonly exitCode?: number;
  readonly outOfMemory: boolean;
}

/** Takes an event into what was seen. */
export function noteExit(seen: ExitSeen, event: ContainerEvent): ExitSeen {
  if (event.action === 'oom') return { ...seen, outOfMemory: true };
  const exitCode = Number(event.labels.exitCode ?? Number.NaN);
  return event.action === 'die' && Number.isInteger(exitCode) ? { ...seen, exitCode } : seen;
}

/** The error for a replica that failed while starting, with the last of what it said. */
export async function startUpFailure(
  client: DockerClient,
  replica: Replica,
  readiness: Extract<Readiness, { kind: 'unhealthy' | 'out-of-memory' | 'exited' }>,
  seen: ExitSeen,
  signal: AbortSignal,
): Promise<AutoscalerError> {
  if (readiness.kind === 'unhealthy') {
    const said = readiness.output === '' ? 'it said nothing' : `it said: ${readiness.output}`;
    return new AutoscalerError('E_UNHEALTHY', `${replica.name}’s health check failed; ${said}`, {
      fix: 'Run the health check’s command in a running replica, and look at `docker compose logs`.',
    });
  }
  const lines = await lastLogLines(client, replica.id, signal);
  const logged = lines === '' ? 'It logged nothing.' : `It logged last:\n${lines}`;
  if (readiness.kind === 'out-of-memory' || seen.outOfMemory)
    return new AutoscalerError(
      'E_OUT_OF_MEMORY',
      `${replica.name} was killed for want of memory. ${logged}`,
      {
        fix: 'Raise the service’s memory limit or free memory on the host.',
      },
    );
  return new AutoscalerError('E_CRASH_LOOP', `${replica.name} ${exitText(readiness, seen)}. ${logged}`, {
    fix: 'Find the cause in its log: the service’s other replicas may start no more either.',
  });
}

function exitText(readiness: Extract<Readiness, { kind: 'exited' }>, seen: ExitSeen): string {
  const exitCode = readiness.exitCode ?? seen.exitCode;
  const code = exitCode === undefined ? '' : ` with code ${exitCode}`;
  const engineSaid = readiness.error === '' ? '' : ` (${readiness.error})`;
  const again = readiness.restarts > 0 ? `, and was restarted ${readiness.restarts}×` : '';
  return `exited${code}${engineSaid} while starting${again}`;
}
