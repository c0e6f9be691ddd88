import { durationAt, durationText, parseDuration } from '../duration.ts';
import { parsePercent } from '../percent.ts';
import { keysOf, type Path, valueAt } from '../places.ts';
import { hasOpenWindow } from '../query-window.ts';
import { POLICY_DEFAULTS } from '../resolve/defaults.ts';
import type { Report, Rule } from './rule.ts';
import { checkTargetMetric } from './target-metric.ts';

const FIXED_RANGE = /\[((?:\d+(?:ms|[dhms]))+)[\]:]/;

/** The metric that the burst goes by: the one named, else the first with a learned target, else with a target. */
function metricNameOf(input: unknown): string | undefined {
  const named = valueAt(input, ['burst', 'metric']);
  if (typeof named === 'string') return named;
  const metrics = valueAt(input, ['metrics']);
  const targetOf = (name: string) => valueAt(metrics, [name, 'target']);
  const names = keysOf(metrics);
  return (
    names.find((name) => targetOf(name) === 'auto') ?? names.find((name) => targetOf(name) !== undefined)
  );
}

/** A burst's window is shorter than the one the metric itself is measured over. */
function windowFaults(input: unknown, name: string, report: Report): void {
  const path = ['metrics', name];
  const query = valueAt(input, [...path, 'prometheus']);
  if (typeof query !== 'string') return;
  const given = durationAt(input, ['burst', 'window']);
  const window = given ?? POLICY_DEFAULTS.burst.windowMs;
  const place: Path = given === undefined ? ['burst'] : ['burst', 'window'];
  if (hasOpenWindow(query)) {
    const own = durationAt(input, [...path, 'window']) ?? POLICY_DEFAULTS.windowMs;
    if (window < own) return;
    const message = `the burst’s window of ${durationText(window)} is not shorter than that of metric "${name}", ${durationText(own)}`;
    report(place, message, 'Make "burst.window" shorter, or the "window" of the metric longer.');
    return;
  }
  const range = FIXED_RANGE.exec(query)?.[1];
  const ms = range === undefined ? undefined : parseDuration(range);
  if (ms === undefined || ms <= window) return;
  report(
    [...path, 'prometheus'],
    `the query looks back over ${range}, so that the burst cannot look over ${durationText(window)}`,
    `Write [{{window}}] in place of [${range}] and give the metric "window: ${range}".`,
  );
}

/** A share of something that cannot be exceeded never is twice its target. */
function reachFaults(input: unknown, name: string, report: Report): void {
  const target = valueAt(input, ['metrics', name, 'target']);
  if (valueAt(input, ['metrics', name, 'source']) !== 'docker.memory' || typeof target !== 'number') return;
  const given = valueAt(input, ['burst', 'threshold']);
  const share = (typeof given === 'string' ? parsePercent(given) : undefined) ?? 200;
  if ((target * share) / 100 <= 100) return;
  report(
    ['burst'],
    `${share}% of the target ${target} of metric "${name}" is over 100 %, which memory never is`,
    'Name another metric with "burst.metric", or lower "burst.threshold".',
  );
}

/** A burst goes by a metric with a target that it can see sooner, and that can be so much. */
export const burstRule: Rule = (input, report) => {
  if (!checkTargetMetric(input, 'burst', report)) return;
  const name = metricNameOf(input);
  if (name === undefined) return;
  windowFaults(input, name, report);
  reachFaults(input, name, report);
};
