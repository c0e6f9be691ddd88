import type { BalancerAuditor } from '../../core/audit.ts';
import type { BalancedService, Balancer } from '../../core/ports.ts';
import { isRunning, type Replica } from '../../core/replica.ts';
import { callDeadline } from './call-deadline.ts';
import { type Check, decided } from './check.ts';

/** Whom to ask. */
export interface Witnesses {
  readonly service: BalancedService;
  readonly balancer: Balancer;
  readonly auditor: BalancerAuditor;
}

/** Whether the engine, the file on disk and the running balancer have the same replicas. */
export async function agreementCheck(
  name: string,
  { service, balancer, auditor }: Witnesses,
  replicas: readonly Replica[],
  signal?: AbortSignal,
): Promise<Check> {
  const ready = replicas.filter(({ state }) => state === 'ready').map(({ id }) => id);
  const deadline = callDeadline(signal);
  const [view, audit] = await Promise.all([
    balancer.view(service, replicas, deadline),
    auditor.audit(service, replicas, deadline),
  ]);
  const runs = replicas.filter(isRunning).length;
  const isSame = (ids: readonly string[]) =>
    ids.length === ready.length && new Set([...ids, ...ready]).size === ready.length;
  const { onFile, strangers } = audit;
  const holds = runs === ready.length && isSame(onFile) && isSame(view.inRotation) && strangers.length === 0;
  const foreign = strangers.length === 0 ? '' : `; on file and nobody’s: ${strangers.join(', ')}`;
  const docker = runs === ready.length ? `${runs}` : `${ready.length} of ${runs} ready`;
  const measured = `Docker ${docker}, file ${onFile.length}, running ${view.inRotation.length}${foreign}`;
  const hint = holds ? '' : '; the controller, or autoscaler run --once, makes them agree';
  return decided(name, 'Docker = file on disk = running balancer', `${measured}${hint}`, holds);
}
