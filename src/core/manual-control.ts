/** Somebody asked for no scaling of a service. Epoch milliseconds. */
export interface Pause {
  readonly since: number;
  /** When it ends by itself; until somebody resumes when absent. */
  readonly until?: number;
  /** Who asked. */
  readonly by: string;
}

/** Bounds that somebody set for a while over the policy's. Replicas; epoch milliseconds. */
export interface TemporaryBounds {
  readonly min?: number;
  readonly max?: number;
  readonly since: number;
  readonly until: number;
  /** Who asked. */
  readonly by: string;
}

/** What people asked for over a service's policy. */
export interface ManualControl {
  readonly pause?: Pause;
  readonly bounds?: TemporaryBounds;
}

/** A control that is in force, with the bounds that the policy has without it. */
export interface ControlInForce extends ManualControl {
  readonly own: { readonly min: number; readonly max: number };
}
