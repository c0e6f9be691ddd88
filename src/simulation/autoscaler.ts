import type { Gauges } from './gauges.ts';

/** What an autoscaler sees of the plant at one moment. */
export interface View {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Replicas asked for: serving and starting ones. */
  readonly current: number;
  /** Serving replicas. */
  readonly ready: number;
  readonly gauges: Gauges;
}

/** Whatever decides the replicas in a replay. It keeps its own memory between decisions. */
export interface Autoscaler {
  readonly name: string;
  /** How often it decides, in seconds; the plant's step is the shortest. */
  readonly intervalSeconds: number;
  readonly min: number;
  readonly max: number;
  /** The wanted replicas; kept to `min` and `max` by the replay. */
  decide(view: View): number;
}
