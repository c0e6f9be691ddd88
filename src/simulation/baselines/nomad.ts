import { type BaselineSetup, ceil, type Decide } from './baseline.ts';

const WINDOW_SECONDS = 60;
const THRESHOLD = 0.01;
const COOLDOWN_MS = 300_000;
const ROUNDING_ERROR = 1e-9;

/**
 * The Nomad Autoscaler's target-value on CPU, every 10 s over 1 min: f = metric ÷ target, outside 1 ± 0.01
 * ceil(n · f); after each action a cooldown of 5 min.
 */
export function nomad({ target }: BaselineSetup): Decide {
  let idleUntil = Number.NEGATIVE_INFINITY;
  return ({ now, current, gauges }) => {
    if (now < idleUntil) return current;
    const factor = gauges.cpuPercent(WINDOW_SECONDS) / target;
    const wanted = Math.abs(factor - 1) <= THRESHOLD + ROUNDING_ERROR ? current : ceil(current * factor);
    if (wanted !== current) idleUntil = now + COOLDOWN_MS;
    return wanted;
  };
}
