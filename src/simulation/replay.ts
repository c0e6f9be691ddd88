import type { Autoscaler } from './autoscaler.ts';
import type { Capacity } from './capacity.ts';
import { Fleet } from './fleet.ts';
import { RecordedGauges } from './gauges.ts';
import type { Load } from './load.ts';
import { Plant } from './plant.ts';
import type { PlantOptions } from './plant-options.ts';

/** What happened in a replay, step by step, history included. */
export interface Run {
  /** Replicas asked for at the end of the step's decision. */
  readonly desired: Int32Array;
  /** Replicas that are billed. */
  readonly running: Int32Array;
  /** Replicas that serve. */
  readonly ready: Int32Array;
  /** 1 where the step's p95 is over the SLO. */
  readonly overSlo: Uint8Array;
}

const ROUNDING_ERROR = 1e-9;

/**
 * Lets an autoscaler run the plant under a load. It begins with what the first step needs, within its bounds. New
 * replicas serve `startUpSeconds` later and are warm `warmUpSeconds` after that; the newest go first, serve no more and
 * are billed `drainSeconds` longer if they served.
 */
export function replay(load: Load, options: PlantOptions, capacity: Capacity, scaler: Autoscaler): Run {
  const { stepSeconds, sloSeconds } = options;
  const steps = load.arrivals.length;
  const run = emptyRun(steps);
  const plant = new Plant(options, capacity);
  const gauges = new RecordedGauges(steps, stepSeconds);
  const interval = Math.max(1, Math.round(scaler.intervalSeconds / stepSeconds));
  const bound = (count: number) => Math.min(scaler.max, Math.max(scaler.min, count));
  const fleet = new Fleet(bound(capacity.need((load.arrivals[0] ?? 0) / stepSeconds)), options);
  for (let step = 0; step < steps; step++) {
    fleet.advance(step);
    if (step > 0 && step % interval === 0) {
      const now = load.startMs + step * stepSeconds * 1000;
      const { current, ready } = fleet;
      fleet.scale(bound(scaler.decide({ now, current, ready, gauges })));
    }
    const arrivals = load.arrivals[step] ?? 0;
    const result = plant.step(arrivals, fleet.serving);
    gauges.add(arrivals, result);
    run.desired[step] = fleet.current;
    run.running[step] = fleet.billed;
    run.ready[step] = fleet.ready;
    run.overSlo[step] = result.p95Response > sloSeconds * (1 + ROUNDING_ERROR) ? 1 : 0;
  }
  return run;
}

function emptyRun(steps: number): Run {
  return {
    desired: new Int32Array(steps),
    running: new Int32Array(steps),
    ready: new Int32Array(steps),
    overSlo: new Uint8Array(steps),
  };
}
