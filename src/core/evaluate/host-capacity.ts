import type { HostUse } from '../observation.ts';
import type { HostReserve } from '../policy.ts';
import { reason } from '../reasons.ts';
import { limitTo, type Proposal, type StageContext } from './stage.ts';

const ROUNDING_ERROR = 1e-9;

/** Stage: never more new replicas than the host's free CPU and memory carry beyond the reserve; min is kept. */
export function hostCapacity(proposal: Proposal, { policy, observation }: StageContext): Proposal {
  const current = observation.replicas.current;
  const { host } = observation;
  if (policy.hostReserve === undefined || host === undefined || proposal.replicas <= current) return proposal;
  const { room, scarce } = roomFor(host, policy.hostReserve);
  const most = Math.max(current + room, Math.min(policy.min, proposal.replicas));
  if (proposal.replicas <= most) return proposal;
  const carried = most > current + room ? `no more than min ${policy.min}` : moreReplicas(room);
  return limitTo(proposal, most, reason('HOST_FULL', `the host’s free ${scarce} carries ${carried}`));
}

function moreReplicas(room: number): string {
  return room === 0 ? 'no further replica' : `only ${room} more`;
}

/** How many more replicas fit, and which resource ends first. */
function roomFor(
  host: HostUse,
  reserve: HostReserve,
): { readonly room: number; readonly scarce: 'CPU' | 'memory' } {
  const cpu = replicasIn(host.cpuCores, reserve.cpuPercent, host.usedCpuCores, host.replicaCpuCores);
  const memory = replicasIn(
    host.memoryBytes,
    reserve.memoryPercent,
    host.usedMemoryBytes,
    host.replicaMemoryBytes,
  );
  return cpu <= memory ? { room: cpu, scarce: 'CPU' } : { room: memory, scarce: 'memory' };
}

function replicasIn(total: number, reservePercent: number, used: number, perReplica: number): number {
  if (perReplica <= 0) return Number.MAX_SAFE_INTEGER;
  const share = (total * (1 - reservePercent / 100) - used) / perReplica;
  return Math.max(0, Math.floor(share + ROUNDING_ERROR));
}
