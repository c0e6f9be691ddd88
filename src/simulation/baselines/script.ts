import type { Decide } from './baseline.ts';

const INTERVAL_SECONDS = 30;
const UP = { cpuPercent: 70, requestsPerSecond: 100 };
const DOWN = { cpuPercent: 30, requestsPerSecond: 50 };

/**
 * The threshold script of the Compose world, every 30 s: one up over 70 % CPU or 100 req/s, one down under 30 % CPU and
 * 50 req/s.
 */
export function script(): Decide {
  return ({ current, gauges }) => {
    const cpu = gauges.cpuPercent(INTERVAL_SECONDS);
    const requests = gauges.requestsPerSecond(INTERVAL_SECONDS);
    if (cpu > UP.cpuPercent || requests > UP.requestsPerSecond) return current + 1;
    return cpu < DOWN.cpuPercent && requests < DOWN.requestsPerSecond ? current - 1 : current;
  };
}
