import { type BaselineSetup, ceil, type Decide } from './baseline.ts';

const STABLE_SECONDS = 60;
const PANIC_SECONDS = 6;
const PANIC_THRESHOLD = 2;
const MOST_UP = 1000;
const MOST_DOWN = 2;

/**
 * Knative's KPA on requests per second, with a stable window of 60 s and a panic window of 6 s. Each wants
 * ceil(value ÷ target), kept to ready ÷ 2 and 1000 · ready. It panics when the panic window wants twice the ready
 * replicas: then it follows the running maximum and never goes down, until 60 s have passed without that.
 */
export function kpa({ target }: BaselineSetup): Decide {
  let panicSince: number | undefined;
  let most = 0;
  return ({ now, ready, gauges }) => {
    const serving = Math.max(1, ready);
    const clamp = (count: number) =>
      Math.min(ceil(MOST_UP * serving), Math.max(Math.floor(serving / MOST_DOWN), count));
    const stable = clamp(ceil(gauges.requestsPerSecond(STABLE_SECONDS) / target));
    const urgent = ceil(gauges.requestsPerSecond(PANIC_SECONDS) / target);
    if (urgent / serving >= PANIC_THRESHOLD) panicSince = now;
    else if (panicSince !== undefined && now - panicSince > STABLE_SECONDS * 1000) {
      panicSince = undefined;
      most = 0;
    }
    if (panicSince === undefined) return stable;
    most = Math.max(most, stable, clamp(urgent));
    return most;
  };
}
