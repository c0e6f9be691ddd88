import { formatNumber } from '../core/format.ts';
import { binsOf } from '../simulation/chart/bins.ts';
import { CHART_COLUMNS, chart } from '../simulation/chart/chart.ts';
import type { PlantOptions } from '../simulation/plant-options.ts';
import type { Result, Simulation } from '../simulation/simulate.ts';
import { formatTable } from './output.ts';

/** What a report says beside the scores. */
export interface ReportHead {
  readonly trace: string;
  readonly policy: string;
  readonly startUpSeconds: number;
}

/** The document of `simulate --json`; the first result is the policy's. */
export function reportDocument(head: ReportHead, results: readonly Result[]) {
  const [own, ...others] = results;
  return {
    ...head,
    ...own?.scores,
    baselines: others.map(({ name, scores }) => ({ name, ...scores })),
  };
}

/** The scores as a table, a row for each autoscaler and one for the best possible. */
export function reportTable(results: readonly Result[]): string {
  const [own] = results;
  if (own === undefined) return '';
  const percent = (value: number) => `${value.toFixed(2)} %`;
  const rows = results.map(({ name, scores }) => [
    name,
    percent(scores.overSloRequestsPercent),
    percent(scores.overSloTimePercent),
    scores.replicaHours.toFixed(1),
    `${scores.costRatio.toFixed(3)}×`,
    String(scores.actions),
    percent(scores.underProvisioning),
    percent(scores.overProvisioning),
    name === own.name ? '' : difference(scores.replicaHours, own.scores.replicaHours),
  ]);
  const oracle = [
    'best possible',
    percent(0),
    percent(0),
    own.scores.oracleReplicaHours.toFixed(1),
    '1.000×',
  ];
  return formatTable(
    [
      '',
      'req over SLO',
      'time over SLO',
      'replica-h',
      'of best',
      'actions',
      'under',
      'over',
      'cost to policy',
    ],
    [...rows, oracle],
  );
}

/** The policy's replay as an SVG. */
export function reportChart(
  head: ReportHead,
  { load, capacity, results }: Simulation,
  plant: PlantOptions,
): string {
  const [own] = results;
  if (own === undefined) return '';
  const { overSloRequestsPercent, replicaHours, costRatio, actions } = own.scores;
  const { stepSeconds } = plant;
  const start = load.startMs / 1000;
  const facts = [
    `${overSloRequestsPercent.toFixed(2)} % of requests over SLO`,
    `${replicaHours.toFixed(1)} replica-hours`,
    `${costRatio.toFixed(3)}× the best possible`,
    `${actions} actions`,
    `start-up ${head.startUpSeconds} s`,
  ];
  return chart({
    title: `${fileName(head.policy)} under ${fileName(head.trace)}`,
    facts: facts.join('  ·  '),
    bins: binsOf(load, own.run, capacity, stepSeconds, CHART_COLUMNS),
    from: start + load.scoredFrom * stepSeconds,
    to: start + load.arrivals.length * stepSeconds,
    perReplica: capacity.withinSlo(1),
  });
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

function difference(hours: number, own: number): string {
  const percent = 100 * (hours / Math.max(own, Number.MIN_VALUE) - 1);
  return `${percent > 0 ? '+' : ''}${formatNumber(percent)} %`;
}
