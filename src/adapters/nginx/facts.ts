import { isStoppedContainer, stoppedError } from '../../core/balancer-absence.ts';
import { AutoscalerError } from '../../core/errors.ts';
import type { BalancerContainer, ContainerHost } from '../../core/ports.ts';
import { commandOf, type NginxProcess } from './processes.ts';

const LOOK_MS = 10_000;
/** The first that can keep a client's idle connection over a reload. */
const KEEPS_IDLE_CONNECTIONS = [1, 27, 4];

/** What the generated `server` blocks depend on. */
export interface NginxFacts {
  /** Whether a client's idle connection can stay open for a while after a reload. */
  readonly keepsIdleConnections: boolean;
  readonly hasIpv6: boolean;
}

/** Asks nginx and its container. */
export async function readFacts(
  host: ContainerHost,
  container: BalancerContainer,
  master: NginxProcess,
  signal: AbortSignal,
): Promise<NginxFacts> {
  const argv = [commandOf(master)[0] ?? 'nginx', '-v'];
  const { exitCode, output } = await host.exec(container.id, argv, {
    user: String(master.uid),
    signal: AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)]),
  });
  if (isStoppedContainer(exitCode, output)) throw stoppedError(container, 'it was asked for its version');
  const version = versionIn(output);
  if (version !== undefined)
    return { keepsIdleConnections: keepsIdleConnections(version), hasIpv6: container.hasIpv6 };
  throw new AutoscalerError(
    'E_BALANCER_UNSUPPORTED',
    `The nginx in ${container.name} does not tell its version: ${output.slice(0, 300).trim()}`,
    { fix: 'Use nginx 1.22 or newer.' },
  );
}

/** The version in what nginx says of itself, if there is one. */
export function versionIn(output: string): string | undefined {
  return /\/(\d+\.\d+\.\d+)/.exec(output)?.[1];
}

/** Whether nginx of this version can keep a client's idle connection over a reload. */
export function keepsIdleConnections(version: string): boolean {
  return isAtLeast(version.split('.').map(Number), KEEPS_IDLE_CONNECTIONS);
}

function isAtLeast(version: readonly number[], least: readonly number[]): boolean {
  const index = least.findIndex((part, at) => part !== version[at]);
  return index < 0 || (version[index] ?? 0) > (least[index] ?? 0);
}
