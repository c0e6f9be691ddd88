import { Capacity } from '../../../src/simulation/capacity.ts';
import { loadOf } from '../../../src/simulation/load.ts';
import { REFERENCE_PLANT } from '../../../src/simulation/plant-options.ts';
import { readTrace } from '../../../src/simulation/trace.ts';
import type { NamedTrace } from '../decisions/traces.ts';
import type { Forecaster } from './forecaster.ts';
import { fittedHoltWinters } from './holt-winters.ts';
import { ewma, inLogarithms, lastValue, seasonalNaive } from './methods.ts';
import { ourForecaster } from './ours.ts';
import { withResidualBound } from './residual-bound.ts';
import { type ForecastScore, scoreForecaster } from './score.ts';

const STEP_SECONDS = 60;
const STEPS_A_DAY = 86_400 / STEP_SECONDS;
/** A division needs more than nothing: the fortieth part of a replica, as the product's own forecast has it. */
const LEAST = 0.025;

/** How good each forecaster was on one trace at one horizon. */
export interface Comparison {
  readonly trace: string;
  readonly minutes: number;
  readonly scores: readonly (ForecastScore & { readonly name: string })[];
}

/** Every forecaster on the minutes of a trace, as the plant's arrivals in replicas at the SLO. */
export function compareForecasters(trace: NamedTrace, horizons: readonly number[]): readonly Comparison[] {
  const capacity = new Capacity(REFERENCE_PLANT);
  const load = loadOf(readTrace(trace.text, trace.name), REFERENCE_PLANT, capacity);
  const parts = STEP_SECONDS / REFERENCE_PLANT.stepSeconds;
  const full = STEP_SECONDS * capacity.withinSlo(1);
  const series = Array.from({ length: Math.floor(load.arrivals.length / parts) }, (_, minute) => {
    const arrivals = load.arrivals.subarray(minute * parts, (minute + 1) * parts);
    return arrivals.reduce((sum, count) => sum + count, 0) / full;
  });
  const scoredFrom = Math.ceil(load.scoredFrom / parts);
  const logarithms = series.slice(0, scoredFrom).map((value) => Math.log(value + LEAST));
  return horizons.map((minutes) => {
    const methods = [
      lastValue(),
      seasonalNaive(STEPS_A_DAY),
      ewma(),
      inLogarithms(fittedHoltWinters(logarithms, STEPS_A_DAY), LEAST),
    ];
    const forecasters: readonly Forecaster[] = [
      ourForecaster(minutes, STEP_SECONDS * 1000, load.startMs),
      ...methods.map((method) => withResidualBound(method, minutes, LEAST)),
    ];
    const scores = forecasters.map((forecaster) => ({
      name: forecaster.name,
      ...scoreForecaster(forecaster, series, { steps: minutes, scoredFrom }),
    }));
    return { trace: trace.name, minutes, scores };
  });
}
