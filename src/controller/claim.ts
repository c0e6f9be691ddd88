/** The right to scale a service to a count of one's own. `taken` aborts when a later claim takes it away. */
export interface Claim {
  readonly taken: AbortSignal;
  release(): void;
}
