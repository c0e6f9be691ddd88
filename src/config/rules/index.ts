import { balancerRule } from './balancer.ts';
import { boundsRule, schedulesRule } from './bounds.ts';
import { burstRule } from './burst.ts';
import { forecastRule } from './forecast.ts';
import { metricsRule } from './metric.ts';
import { responseTimeRule } from './response-time.ts';
import type { Rule } from './rule.ts';

/** Every check between keys. */
export const RULES: readonly Rule[] = [
  boundsRule,
  schedulesRule,
  metricsRule,
  forecastRule,
  burstRule,
  responseTimeRule,
  balancerRule,
];
