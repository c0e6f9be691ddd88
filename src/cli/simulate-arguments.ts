import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../config/duration.ts';
import { BASELINES, type BaselineChoice, type BaselineName } from '../simulation/baselines/table.ts';
import { METRIC_ROLES, type MetricRole } from '../simulation/metric-roles.ts';
import { type PlantOptions, REFERENCE_PLANT } from '../simulation/plant-options.ts';

const SHARE = /^\d*\.?\d+(?:e-\d+)?$/;

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

/** The universal scalability law's α and β, such as `0.01,0.0001`. */
export function parseContention(text: string): PlantOptions['contention'] {
  const [alpha, beta, ...rest] = text.split(',').map((part) => (SHARE.test(part) ? Number(part) : 1));
  if (alpha !== undefined && beta !== undefined && rest.length === 0 && alpha < 1 && beta < 1)
    return { alpha, beta };
  throw new InvalidArgumentError('It must be two shares from 0 to below 1, such as 0.01,0.0001.');
}

/** Milliseconds of a duration in whole steps of the plant. */
export function parseControlInterval(text: string): number {
  const ms = parseDuration(text) ?? 0;
  if (ms > 0 && ms % (REFERENCE_PLANT.stepSeconds * 1000) === 0) return ms;
  throw new InvalidArgumentError(`It must be a multiple of ${REFERENCE_PLANT.stepSeconds}s, such as 15s.`);
}

const RANGE_UNITS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000 };
const LONGEST_RANGE_MS = 10 * 86_400_000;

/** Milliseconds of a range such as `7d`, `36h` or `90m`, up to ten days. */
export function parseRange(text: string): number {
  const [, count = '0', unit = ''] = /^(\d+)([dhm])$/.exec(text) ?? [];
  const ms = Number(count) * (RANGE_UNITS[unit] ?? 0);
  if (ms > 0 && ms <= LONGEST_RANGE_MS) return ms;
  throw new InvalidArgumentError('It must be a range such as 7d or 36h, up to 10d.');
}

/** A share such as `1%` or `0.2%`, in %. */
export function parseShare(text: string): number {
  const [, number = ''] = /^(\d+(?:\.\d+)?) ?%$/.exec(text) ?? [];
  if (number !== '' && Number(number) < 100) return Number(number);
  throw new InvalidArgumentError('It must be a share below 100 %, such as 1%.');
}

const LOAD_UNITS = ['relative', 'req/s', 'req/min', 'req/step'] as const;

/** What a trace's values are: requests in so much time, or anything that is proportional to the load. */
export type LoadUnit = (typeof LOAD_UNITS)[number];

/** One of the units. */
export function parseUnit(text: string): LoadUnit {
  const unit = LOAD_UNITS.find((known) => known === text);
  if (unit !== undefined) return unit;
  throw new InvalidArgumentError(`It must be one of ${LOAD_UNITS.join(', ')}.`);
}

/** The requests' seconds of a unit; undefined where the trace is to be scaled. */
export function unitSeconds(unit: LoadUnit, stepSeconds: number): number | undefined {
  return { relative: undefined, 'req/s': 1, 'req/min': 60, 'req/step': stepSeconds }[unit];
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

const BASELINE_NAMES = Object.keys(BASELINES) as BaselineName[];

/** What a policy is held against unless told otherwise. */
export const ALL_BASELINES: readonly BaselineChoice[] = BASELINE_NAMES.map((name) => ({ name }));

/** Names of baselines, joined by commas, each with a target of its own behind `=` where one is wanted; `none` for none. */
export function parseBaselines(text: string): readonly BaselineChoice[] {
  return text === 'none' ? [] : text.split(',').map((part) => parseBaseline(part.trim()));
}

function parseBaseline(text: string): BaselineChoice {
  const [wanted, target, ...rest] = text.split('=');
  const name = BASELINE_NAMES.find((known) => known === wanted);
  if (name === undefined || rest.length > 0)
    throw new InvalidArgumentError(`"${text}" is none of ${BASELINE_NAMES.join(', ')}.`);
  if (target === undefined) return { name };
  if (!('targets' in BASELINES[name])) throw new InvalidArgumentError(`${name} has no target.`);
  return { name, target: parseRate(target) };
}
