import { keysOf, valueAt } from '../places.ts';
import type { Report } from './rule.ts';

/**
 * Reports where `forecast` or `burst` is switched on but does not go by a metric of the policy with a target. Whether
 * it is on and that is right.
 */
export function checkTargetMetric(input: unknown, key: 'forecast' | 'burst', report: Report): boolean {
  const setting = valueAt(input, [key]);
  const metrics = valueAt(input, ['metrics']);
  if (setting === undefined || setting === false || setting === 'off') return false;
  const hasTarget = (name: string) => valueAt(metrics, [name, 'target']) !== undefined;
  const names = keysOf(metrics);
  const named = valueAt(setting, ['metric']);
  if (typeof named === 'string' && metrics !== undefined && !names.includes(named)) {
    report([key, 'metric'], `there is no metric "${named}"`, `Name one of: ${names.join(', ')}.`);
    return false;
  }
  const isMissing = typeof named === 'string' && metrics !== undefined ? !hasTarget(named) : false;
  const none = metrics !== undefined ? !names.some(hasTarget) : valueAt(input, ['schedules']) !== undefined;
  if (!isMissing && !none) return true;
  report(
    [key],
    `the ${key} needs a metric with a target`,
    `Give the metric a "target" instead of thresholds, or leave "${key}" out.`,
  );
  return false;
}
