import { InvalidArgumentError } from 'commander';
import { METRIC_ROLES, type MetricRole } from '../simulation/metric-roles.ts';

/** A whole number from 1 to 10000. */
export function parseCount(text: string): number {
  if (/^[1-9]\d{0,3}$|^10000$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 1 to 10000.');
}

/** Requests per second, over 0. */
export function parseRate(text: string): number {
  const rate = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : 0;
  if (rate > 0 && rate <= 1e6) return rate;
  throw new InvalidArgumentError('It must be a number over 0, such as 50.');
}

/** `name=source`, added to the ones before. */
export function parseMetricRole(
  text: string,
  before: ReadonlyMap<string, MetricRole>,
): ReadonlyMap<string, MetricRole> {
  const [, name, source] = /^(.+)=([^=]+)$/.exec(text) ?? [];
  const role = METRIC_ROLES.find((known) => known === source);
  if (name !== undefined && role !== undefined) return new Map([...before, [name, role]]);
  throw new InvalidArgumentError(
    `It must be a metric's name and one of ${METRIC_ROLES.join(', ')}, joined by "=".`,
  );
}
