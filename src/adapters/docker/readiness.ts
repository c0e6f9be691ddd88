import { healthOf } from './replica.ts';
import type { Inspected } from './wire.ts';

/** What a starting container's inspection says. `text` completes "it is/was …". */
export type Readiness =
  | { readonly kind: 'healthy' }
  /** Runs, and has no health check to ask. */
  | { readonly kind: 'running' }
  | { readonly kind: 'waiting'; readonly text: string }
  | { readonly kind: 'unhealthy'; readonly output: string }
  | { readonly kind: 'out-of-memory' }
  | {
      readonly kind: 'exited';
      /** Unknown once it was started again. */
      readonly exitCode?: number;
      readonly restarts: number;
      readonly error: string;
    };

/** Reads a starting container. One that its restart policy has started again has failed, unless it is healthy now. */
export function readinessOf(inspected: Inspected): Readiness {
  const { State: state, RestartCount: restarts } = inspected;
  const health = state.Status === 'running' ? healthOf(inspected) : 'none';
  if (health === 'healthy') return { kind: 'healthy' };
  if (restarts > 0 || DOWN.has(state.Status)) {
    if (state.OOMKilled) return { kind: 'out-of-memory' };
    const code = state.Status === 'running' ? {} : { exitCode: state.ExitCode };
    return { kind: 'exited', ...code, restarts, error: state.Error };
  }
  if (state.Status !== 'running') return { kind: 'waiting', text: state.Status };
  if (health === 'unhealthy') return { kind: 'unhealthy', output: lastOutput(inspected) };
  return health === 'starting' ? { kind: 'waiting', text: startingText(inspected) } : { kind: 'running' };
}

const DOWN = new Set(['exited', 'dead', 'restarting', 'removing']);

function startingText(inspected: Inspected): string {
  const output = lastOutput(inspected);
  return `running, its health check still starting${output === '' ? '' : ` (it last said: ${output})`}`;
}

function lastOutput(inspected: Inspected): string {
  return inspected.State.Health?.Log?.at(-1)?.Output.trim().slice(-500) ?? '';
}
