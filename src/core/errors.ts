/**
 * Every way the product can fail, by code. `exit` is the CLI's exit code for it
 * (1 failed and undone, 2 bad usage or configuration, 3 not converged in time, 130 interrupted);
 * `summary` is the one-line meaning that docs/reference/errors.md repeats.
 */
export const ERRORS = {
  E_CONFIG: { exit: 2, summary: 'A policy, label or setting is invalid.' },
  E_REPLICAS_INVALID: { exit: 2, summary: 'The wanted replica count is not a whole number of at least 0.' },
  E_OUT_OF_BOUNDS: { exit: 2, summary: 'The wanted replica count is outside the policy’s min and max.' },
  E_CONTROL: { exit: 2, summary: 'A pause, or bounds for a while, cannot be as asked for.' },
  E_SERVICE_UNKNOWN: { exit: 2, summary: 'No such service on this engine.' },
  E_PROJECT_UNKNOWN: { exit: 2, summary: 'No such Compose project on this engine.' },
  E_SERVICE_AMBIGUOUS: { exit: 2, summary: 'Several projects have a service of that name.' },
  E_NO_TEMPLATE: { exit: 2, summary: 'The service has no container, not even a stopped one, to clone from.' },
  E_NOT_CLONEABLE: { exit: 2, summary: 'The service’s container cannot exist twice.' },
  E_BALANCER_UNSUPPORTED: { exit: 2, summary: 'The service’s balancer settings cannot be used.' },
  E_BALANCER_MISSING: { exit: 1, summary: 'The balancer’s container does not run.' },
  E_BALANCER_SOCKET: { exit: 1, summary: 'The balancer’s runtime socket does not answer.' },
  E_BALANCER_INVALID: { exit: 1, summary: 'The balancer refused the generated configuration.' },
  E_BALANCER_WRITE: { exit: 1, summary: 'The balancer’s configuration file could not be written.' },
  E_BALANCER_DISAGREES: { exit: 1, summary: 'The balancer did not reach the wanted state.' },
  E_REPLICA_ADDRESS: { exit: 2, summary: 'A replica’s address or port as the balancer sees it is unknown.' },
  E_DOCKER_MISSING: { exit: 1, summary: 'The Docker socket is not there.' },
  E_DOCKER_FORBIDDEN: { exit: 1, summary: 'The Docker socket may not be used by this user.' },
  E_DOCKER_UNREACHABLE: { exit: 1, summary: 'The Docker Engine does not answer.' },
  E_DOCKER_TIMEOUT: { exit: 1, summary: 'A call to the Docker Engine passed its deadline.' },
  E_DOCKER_API: { exit: 1, summary: 'The Docker Engine answered with an error that has no code of its own.' },
  E_IMAGE_GONE: { exit: 1, summary: 'The image of the service is no longer on the engine.' },
  E_NAME_TAKEN: { exit: 1, summary: 'A container of that name exists already.' },
  E_OUT_OF_MEMORY: { exit: 1, summary: 'A new replica was killed for want of memory.' },
  E_START_FAILED: { exit: 1, summary: 'A new replica could not be started.' },
  E_CRASH_LOOP: { exit: 1, summary: 'A new replica keeps exiting.' },
  E_UNHEALTHY: { exit: 1, summary: 'A new replica’s health check reports it unhealthy.' },
  E_NOT_READY_IN_TIME: { exit: 3, summary: 'A new replica did not become healthy in time.' },
  E_NOT_CONVERGED: { exit: 3, summary: 'The service did not reach the wanted count in time.' },
  E_PROMETHEUS_UNREACHABLE: { exit: 1, summary: 'Prometheus does not answer.' },
  E_PROMETHEUS_UNAUTHORISED: { exit: 1, summary: 'Prometheus refused the credentials.' },
  E_PROMETHEUS_QUERY: { exit: 2, summary: 'Prometheus refused the query.' },
  E_PROMETHEUS_TIMEOUT: { exit: 1, summary: 'Prometheus did not answer before the deadline.' },
  E_METRIC_UNAVAILABLE: { exit: 1, summary: 'An embedded metric cannot be read.' },
  E_LOCKED: { exit: 1, summary: 'Another controller holds the lock of this engine.' },
  E_LOCK_LOST: { exit: 1, summary: 'The lock of this engine was lost to another controller.' },
  E_JOURNAL: { exit: 1, summary: 'The journal cannot be opened or written.' },
  E_HTTP_LISTEN: { exit: 1, summary: 'The HTTP address cannot be listened on.' },
  E_HTTP_TOKEN: { exit: 1, summary: 'The controller’s own token for the dashboard cannot be made or read.' },
  E_INTERRUPTED: { exit: 130, summary: 'A signal ended the work; the step in hand was finished or undone.' },
  E_INTERNAL: { exit: 1, summary: 'A defect in the program itself.' },
} as const satisfies Record<string, { exit: 1 | 2 | 3 | 130; summary: string }>;

/** A stable identifier of one kind of failure. */
export type ErrorCode = keyof typeof ERRORS;

/** What a failure says beside its message. */
export interface ErrorDetails {
  /** What the reader can do about it, as a sentence. */
  readonly fix?: string;
  /** Where the bad input stands: `file:line:col`, a flag or a label. */
  readonly at?: string;
  readonly cause?: unknown;
}

/** The only error the product throws on purpose; anything else is a defect (`E_INTERNAL`). */
export class AutoscalerError extends Error {
  override readonly name = 'AutoscalerError';
  readonly code: ErrorCode;
  readonly fix: string | undefined;
  readonly at: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.fix = details.fix;
    this.at = details.at;
  }

  /** The CLI's exit code for this failure. */
  get exitCode(): number {
    return ERRORS[this.code].exit;
  }
}

/** Returns `error` itself when it is ours, else wraps it as `E_INTERNAL` with its cause. */
export function toAutoscalerError(error: unknown): AutoscalerError {
  if (error instanceof AutoscalerError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new AutoscalerError('E_INTERNAL', message, { cause: error });
}
