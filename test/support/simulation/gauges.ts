import type { View } from '../../../src/simulation/autoscaler.ts';
import type { Gauges } from '../../../src/simulation/gauges.ts';

/** What gauges show; a function is given the window's seconds. */
type Readings = {
  readonly [Key in keyof Gauges]?: ReturnType<Gauges[Key]> | Gauges[Key];
};

/** Gauges that show these numbers, 0 where none is given; a function is given the window's seconds. */
export function gaugesOf(readings: Readings): Gauges {
  const read = (reading: number | ((seconds: number) => number) = 0) =>
    typeof reading === 'function' ? reading : () => reading;
  const { responseTimeMs } = readings;
  return {
    cpuPercent: read(readings.cpuPercent),
    requestsPerSecond: read(readings.requestsPerSecond),
    responseTimeMs: typeof responseTimeMs === 'function' ? responseTimeMs : () => responseTimeMs,
    inFlight: read(readings.inFlight),
    queue: read(readings.queue),
  };
}

/** What an autoscaler sees `seconds` after the start, all replicas serving. */
export function view(seconds: number, current: number, readings: Readings): View {
  return { now: seconds * 1000, current, ready: current, gauges: gaugesOf(readings) };
}
