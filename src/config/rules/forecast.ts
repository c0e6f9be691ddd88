import type { Rule } from './rule.ts';
import { checkTargetMetric } from './target-metric.ts';

/** A forecast is of a metric of the policy, and of one with a target. */
export const forecastRule: Rule = (input, report) => {
  checkTargetMetric(input, 'forecast', report);
};
