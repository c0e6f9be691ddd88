import { boundOf } from '../../../src/core/forecast/forecast.ts';
import { learn } from '../../../src/core/forecast/learn.ts';
import type { ForecastMemory } from '../../../src/core/forecast/memory.ts';
import type { Forecaster } from './forecaster.ts';

const SHORTAGE = 0.05;
const EVEN = 0.5;

/**
 * The product's forecast: its bound as it is when one in twenty may be short, which it keeps by watching its misses; and as
 * its point the demand that is exceeded as often as not. `startMs` is when the series begins, epoch milliseconds.
 */
export function ourForecaster(steps: number, stepMs: number, startMs: number): Forecaster {
  const horizonMs = steps * stepMs;
  const bounds: number[] = [];
  const demands: number[] = [];
  let memory: ForecastMemory | undefined;
  let now = startMs;
  return {
    name: 'ours',
    next: (demand) => {
      demands.push(demand);
      const promised = bounds.at(-steps);
      const isShort = promised === undefined ? undefined : Math.max(...demands.slice(-steps)) > promised;
      memory = learn(memory, { demand, ready: 1, isShort, horizonMs, shortage: SHORTAGE, now });
      const bound = boundOf(memory, demand, horizonMs, now);
      const point = boundOf({ ...memory, exceedance: EVEN }, demand, horizonMs, now);
      bounds.push(bound);
      now += stepMs;
      return { point, bound };
    },
  };
}
