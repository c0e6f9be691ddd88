import type { BalancerRef } from '../../core/balancing.ts';
import type { SetupLines, SurveyedService } from '../../core/setup.ts';

/** A service that can be scaled, with the first policy for it. */
export interface Proposal {
  readonly service: SurveyedService;
  readonly balancer: BalancerRef;
  readonly min: number;
  readonly max: number;
  readonly lines: readonly SetupLines[];
  readonly notes: readonly string[];
}

/** A service that is left alone, and why. */
export interface LeftAlone {
  readonly service: string;
  readonly reason: string;
  /** What would change that; absent where nothing is wrong. */
  readonly fix?: string;
}

/** In % of one core, or of the CPU limit. */
export const CPU_TARGET = 60;

const MOST = 20;

/** Bounds to begin with: never fewer than run now, never more than the host's cores carry at the CPU target. */
export function firstBounds(
  service: Pick<SurveyedService, 'replicas' | 'cpuLimitCores'>,
  hostCores: number,
): { readonly min: number; readonly max: number } {
  const running = service.replicas.filter(({ state }) => state !== 'exited' && state !== 'created').length;
  const min = Math.max(1, running);
  const fit = Math.floor(hostCores / (service.cpuLimitCores ?? CPU_TARGET / 100));
  return { min, max: Math.max(min + 1, Math.min(fit, MOST)) };
}

/** The volumes that a service keeps data on; two replicas would share them. */
export function dataVolumes({ mounts }: Pick<SurveyedService, 'mounts'>): readonly string[] {
  return mounts
    .filter(({ kind, isWritable }) => kind === 'volume' && isWritable)
    .map(({ destination }) => destination);
}
