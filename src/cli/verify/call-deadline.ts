const CALL_MS = 15_000;

/** Aborts with `signal`, and when a single call to the engine or the balancer takes too long. */
export function callDeadline(signal?: AbortSignal): AbortSignal {
  const late = AbortSignal.timeout(CALL_MS);
  return signal === undefined ? late : AbortSignal.any([signal, late]);
}
