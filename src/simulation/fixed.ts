import type { Autoscaler } from './autoscaler.ts';

/** A count that nobody changes, as an autoscaler. */
export function fixed(name: string, replicas: number): Autoscaler {
  return { name, intervalSeconds: 3600, min: replicas, max: replicas, decide: () => replicas };
}
