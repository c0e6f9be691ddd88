import { setTimeout as pause } from 'node:timers/promises';
import { isStoppedContainer, stoppedError } from '../../core/balancer-absence.ts';
import { AutoscalerError } from '../../core/errors.ts';
import type { BalancerContainer, ContainerHost } from '../../core/ports.ts';
import { probe } from './probe.ts';
import type { NginxProcess, NginxProcesses } from './processes.ts';

/** How long nginx may take to load its configuration; it resolves the names in it. Milliseconds. */
const RELOAD_MS = 20_000;
const POLL_MS = 20;

/** What a reload came to. `refused`: the old workers go on with the old configuration. */
export type ReloadResult = 'loaded' | 'refused';

/**
 * Makes nginx load its files again and waits until only workers that were started for it accept connections.
 * `before` are the processes at a moment when the files were in place. Throws `E_BALANCER_DISAGREES` when it cannot
 * be told in time.
 */
export async function reload(
  host: ContainerHost,
  container: BalancerContainer,
  before: NginxProcesses,
  signal: AbortSignal,
): Promise<ReloadResult> {
  await signalProcesses(host, container, 'HUP', [before.master], signal);
  const deadline = Date.now() + RELOAD_MS;
  let last: ReloadResult | 'pending' = 'pending';
  while (Date.now() < deadline) {
    const { processes } = await probe(host, container, {}, signal);
    const result = judge(before, processes);
    // Twice, because between taking a signal and blocking it a master looks idle for a moment.
    if (result === 'loaded' || (result === 'refused' && last === 'refused')) return result;
    last = result;
    await pause(POLL_MS, undefined, { signal });
  }
  throw new AutoscalerError(
    'E_BALANCER_DISAGREES',
    `nginx in ${container.name} did not replace its workers within ${RELOAD_MS / 1000} s of a reload`,
    { fix: 'Look at the log of the balancer’s container and at the host’s load.' },
  );
}

/** What the processes after a HUP say of it. */
export function judge(before: NginxProcesses, now: NginxProcesses): ReloadResult | 'pending' {
  if (now.master.busy || now.starting.length > 0 || now.serving.length === 0) return 'pending';
  // A master that was started since has read the files at its start.
  if (now.master.id !== before.master.id) return 'loaded';
  const known = new Set(before.serving.map(({ id }) => id));
  const isOld = (process: NginxProcess) => known.has(process.id);
  if (now.serving.every(isOld)) return 'refused';
  return now.serving.some(isOld) ? 'pending' : 'loaded';
}

/** Sends a signal as the processes' own user, which needs no privilege. Those that are gone are success. */
export async function signalProcesses(
  host: ContainerHost,
  container: BalancerContainer,
  name: 'HUP' | 'TERM',
  processes: readonly NginxProcess[],
  signal: AbortSignal,
): Promise<void> {
  for (const [uid, group] of Map.groupBy(processes, (process) => process.uid)) {
    const script = `for pid; do kill -${name} "$pid" 2>/dev/null || [ ! -d "/proc/$pid" ] || exit 1; done`;
    const argv = ['sh', '-c', script, 'autoscaler', ...group.map(({ pid }) => String(pid))];
    const { exitCode, output } = await host.exec(container.id, argv, { user: String(uid), signal });
    if (exitCode === 0) continue;
    if (isStoppedContainer(exitCode, output)) throw stoppedError(container, `it was sent ${name}`);
    throw new AutoscalerError(
      'E_BALANCER_DISAGREES',
      `nginx in ${container.name} could not be sent ${name}: exit code ${exitCode}`,
      { fix: 'Let the balancer’s container run commands as nginx’s own user.' },
    );
  }
}
