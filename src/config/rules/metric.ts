import { keysOf, nameOf, type Path, valueAt } from '../places.ts';
import { hasOpenWindow } from '../query-window.ts';
import type { Report, Rule } from './rule.ts';

function has(metric: unknown, key: string): boolean {
  return valueAt(metric, [key]) !== undefined;
}

function sourceFaults(metric: unknown, path: Path, report: Report): void {
  const name = nameOf(path);
  if (has(metric, 'source') && has(metric, 'prometheus'))
    report([...path, 'prometheus'], `${name} has both "source" and "prometheus"`, 'Keep one of them.');
  if (!has(metric, 'source') && !has(metric, 'prometheus'))
    report(path, `${name} has no source`, 'Give it a "source" such as docker.cpu, or a "prometheus" query.');
  const query = valueAt(metric, ['prometheus']);
  if (has(metric, 'window') && !(typeof query === 'string' && hasOpenWindow(query)))
    report(
      [...path, 'window'],
      `"window" in ${name} has no {{window}} in a query to stand for`,
      'Write [{{window}}] as the range in the query, or remove it.',
    );
  if (has(metric, 'prometheus') && has(metric, 'target') && !has(metric, 'aggregate'))
    report(
      path,
      `${name} has a target for a query, but does not say what the query’s value is`,
      'Add "aggregate: total" if the value is a sum over the service, "aggregate: average" if it is per replica.',
    );
}

function learnedFaults(metrics: unknown, path: Path, report: Report): void {
  const metric = valueAt(metrics, path.slice(1));
  if (valueAt(metric, ['target']) !== 'auto') return;
  const others = keysOf(metrics).map((name) => valueAt(metrics, [name]));
  const tells = (other: unknown) => typeof valueAt(other, ['target']) === 'number' && isAverage(other);
  if (!others.some(tells))
    report(
      [...path, 'target'],
      `${nameOf(path)} has the target "auto", but no metric tells it`,
      'Add a metric that is a mean over the replicas with a target of its own, such as docker.cpu at 75.',
    );
  if (isAverage(metric))
    report(
      [...path, 'target'],
      `${nameOf(path)} is a mean over the replicas, whose target cannot be learned`,
      'Give it a number, or take a total such as balancer.requests-per-second.',
    );
}

const AVERAGES: readonly unknown[] = ['docker.cpu', 'docker.memory', 'balancer.response-time'];

function isAverage(metric: unknown): boolean {
  const aggregate = valueAt(metric, ['aggregate']);
  return aggregate === undefined ? AVERAGES.includes(valueAt(metric, ['source'])) : aggregate === 'average';
}

function thresholdFaults(metric: unknown, path: Path, report: Report): void {
  const name = nameOf(path);
  const hasThreshold = has(metric, 'scaleUp') || has(metric, 'scaleDown');
  if (has(metric, 'target') && hasThreshold)
    report([...path, 'target'], `${name} has both a "target" and thresholds`, 'Keep one of the two.');
  if (!has(metric, 'target') && !hasThreshold)
    report(path, `${name} has no rule`, 'Give it a "target", or "scaleUp" and "scaleDown".');
  if (has(metric, 'tolerance') && !has(metric, 'target'))
    report([...path, 'tolerance'], `"tolerance" in ${name} has no "target" to go with`, 'Remove it.');
  const above = valueAt(metric, ['scaleUp', 'above']);
  const below = valueAt(metric, ['scaleDown', 'below']);
  if (typeof above === 'number' && typeof below === 'number' && below >= above)
    report(
      [...path, 'scaleDown', 'below'],
      `${name} scales down below ${below}, which is not under ${above} where it scales up`,
      'Lower "scaleDown.below" or raise "scaleUp.above", with a gap between them.',
    );
}

/** The rows of a step table lie ever further past the threshold. */
function stepsFaults(metric: unknown, path: Path, report: Report): void {
  for (const [side, key, word] of [
    ['scaleUp', 'above', 'over'],
    ['scaleDown', 'below', 'under'],
  ] as const) {
    const rows = valueAt(metric, [side, 'steps']);
    if (!Array.isArray(rows)) continue;
    const values = [valueAt(metric, [side, key]), ...rows.map((row) => valueAt(row, [key]))];
    for (const [index, value] of values.slice(1).entries()) {
      const before = values[index];
      if (typeof value !== 'number' || typeof before !== 'number') continue;
      if (word === 'over' ? value > before : value < before) continue;
      report(
        [...path, side, 'steps', index, key],
        `step ${index + 1} of "${side}" in ${nameOf(path)} begins at ${value}, which is not ${word} ${before} before it`,
        'Put the steps in order, each further past the threshold than the one before.',
      );
    }
  }
}

/** Each metric has one source and one rule that can be kept; a policy has something to scale by. */
export const metricsRule: Rule = (input, report) => {
  const metrics = valueAt(input, ['metrics']);
  for (const name of keysOf(metrics)) {
    const path = ['metrics', name];
    const metric = valueAt(input, path);
    if (typeof metric !== 'object' || metric === null || Array.isArray(metric)) continue;
    sourceFaults(metric, path, report);
    thresholdFaults(metric, path, report);
    stepsFaults(metric, path, report);
    learnedFaults(metrics, path, report);
  }
  const isEmpty = typeof metrics === 'object' && metrics !== null && keysOf(metrics).length === 0;
  const isFixed = valueAt(input, ['min']) === valueAt(input, ['max']);
  if (isEmpty && !isFixed && keysOf(valueAt(input, ['schedules'])).length === 0)
    report(
      ['metrics'],
      '"metrics" is empty and there are no schedules, so nothing would ever scale',
      'Add a metric or a schedule, or leave "metrics" out for CPU at 75 % with a forecast.',
    );
};
