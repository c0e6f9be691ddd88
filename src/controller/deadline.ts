import type { Clock } from '../core/ports.ts';

/** A signal that aborts after a while on the given clock, unless it is cleared before. */
export interface Deadline {
  readonly signal: AbortSignal;
  clear(): void;
}

/** Starts a deadline of `ms` milliseconds. */
export function startDeadline(clock: Clock, ms: number): Deadline {
  const passed = new AbortController();
  const cleared = new AbortController();
  clock.sleep(ms, cleared.signal).then(
    () => passed.abort(new DOMException('the time is up', 'TimeoutError')),
    () => undefined,
  );
  return { signal: passed.signal, clear: () => cleared.abort() };
}
