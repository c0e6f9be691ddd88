/** What the simulated service is made of, and how it is driven. */
export interface PlantOptions {
  /** Requests per second that one replica alone serves when it never rests. */
  readonly serviceRate: number;
  /** What 95 % of the requests must keep, in seconds. */
  readonly sloSeconds: number;
  /** From a replica's start until it serves; it is billed from its start. Seconds. */
  readonly startUpSeconds: number;
  /** A replica that has begun to serve carries more and more, evenly, until it is warm. Seconds. */
  readonly warmUpSeconds: number;
  /** How long a replica on its way out is still billed. Seconds. */
  readonly drainSeconds: number;
  /** When a client gives up. Seconds. */
  readonly timeoutSeconds: number;
  /** Length of one step of the plant, in seconds. */
  readonly stepSeconds: number;
  /** How often a policy is evaluated, in seconds. */
  readonly controlSeconds: number;
  /** The replicas that carry the trace's 99.95 % quantile at the SLO; the trace is scaled to it. */
  readonly peakReplicas: number;
  /**
   * The trace's unit, where it is to be taken as it is: requests per so many seconds. Without it the trace is scaled.
   */
  readonly unitSeconds?: number;
  /** The universal scalability law's α and β: what replicas of one host take from each other. */
  readonly contention: { readonly alpha: number; readonly beta: number };
  /** How many busy replicas the host's cores carry at full speed. */
  readonly hostReplicas: number;
  /** Of arrivals and sub-sample noise. */
  readonly seed: number;
}

/** The set-up in which published figures are comparable. */
export const REFERENCE_PLANT: PlantOptions = {
  serviceRate: 50,
  sloSeconds: 0.25,
  startUpSeconds: 30,
  warmUpSeconds: 0,
  drainSeconds: 0,
  timeoutSeconds: 30,
  stepSeconds: 5,
  controlSeconds: 15,
  peakReplicas: 40,
  contention: { alpha: 0, beta: 0 },
  hostReplicas: Number.POSITIVE_INFINITY,
  seed: 1,
};
