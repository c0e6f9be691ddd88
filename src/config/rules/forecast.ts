import { keysOf, valueAt } from '../places.ts';
import type { Rule } from './rule.ts';

/** A forecast is of a metric of the policy, and of one with a target. */
export const forecastRule: Rule = (input, report) => {
  const forecast = valueAt(input, ['forecast']);
  const metrics = valueAt(input, ['metrics']);
  if (forecast === undefined || forecast === false || forecast === 'off') return;
  const hasTarget = (name: string) => valueAt(metrics, [name, 'target']) !== undefined;
  const names = keysOf(metrics);
  const named = valueAt(forecast, ['metric']);
  if (typeof named === 'string' && metrics !== undefined && !names.includes(named)) {
    report(['forecast', 'metric'], `there is no metric "${named}"`, `Name one of: ${names.join(', ')}.`);
    return;
  }
  const isMissing = typeof named === 'string' && metrics !== undefined ? !hasTarget(named) : false;
  const none = metrics !== undefined ? !names.some(hasTarget) : valueAt(input, ['schedules']) !== undefined;
  if (isMissing || none)
    report(
      ['forecast'],
      'the forecast needs a metric with a target',
      'Give the metric a "target" instead of thresholds, or leave "forecast" out.',
    );
};
