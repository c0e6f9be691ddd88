import type { View } from '../autoscaler.ts';

/** What a baseline policy is set up with. */
export interface BaselineSetup {
  /** Of one replica: CPU in %, or requests per second. */
  readonly target: number;
}

/** Decides the wanted replicas from what is seen, with a memory of its own. */
export type Decide = (view: View) => number;

const ROUNDING_ERROR = 1e-9;

/** `ceil`, 0 or more, that does not count a rounding error as one more replica. */
export function ceil(value: number): number {
  return Math.max(0, Math.ceil(value - ROUNDING_ERROR * Math.max(1, value)));
}
