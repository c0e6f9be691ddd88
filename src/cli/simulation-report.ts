import { formatNumber } from '../core/format.ts';
import { costOf, formatMoney, type Money, type ReplicaPrice } from '../core/price.ts';
import { binsOf } from '../simulation/chart/bins.ts';
import { CHART_COLUMNS, chart } from '../simulation/chart/chart.ts';
import type { PlantOptions } from '../simulation/plant-options.ts';
import type { Scores } from '../simulation/scores.ts';
import type { Simulation } from '../simulation/simulate.ts';
import { formatTable } from './output.ts';
import { TODAY } from './today.ts';

/** What a report says beside the scores. */
export interface ReportHead {
  readonly trace: string;
  readonly policy: string;
  readonly startUpSeconds: number;
}

/** The document of `simulate --json`; the first result is the policy's. */
export function reportDocument(head: ReportHead, { results, budget }: Simulation, price?: ReplicaPrice) {
  const costs = (hours: number) => costOfHours(price, hours);
  const [own, ...others] = results;
  const today = others.find(({ name }) => name === TODAY);
  return {
    ...head,
    ...own?.scores,
    ...(own && costs(own.scores.replicaHours)),
    ...(budget && {
      oracleAtBudget: { overSloRequestsPercent: budget.missPercent, replicaHours: budget.replicaHours },
    }),
    ...(own &&
      today && {
        today: {
          ...today.scores,
          ...costs(today.scores.replicaHours),
          ...savingOf(own.scores, today.scores),
        },
      }),
    baselines: others
      .filter(({ name }) => name !== TODAY)
      .map(({ name, scores }) => ({ name, ...scores, ...costs(scores.replicaHours) })),
  };
}

/**
 * The scores as a table, a row for each autoscaler and two for the best possible; below it what changes for the user.
 * With a price of a replica-hour, in money too.
 */
export function reportTable({ results, budget }: Simulation, price?: ReplicaPrice): string {
  const money = (hours: number) => costCell(price, hours);
  const [own, ...others] = results;
  if (own === undefined) return '';
  const rows = results.map(({ name, scores }) => [
    name,
    percent(scores.overSloRequestsPercent),
    percent(scores.overSloTimePercent),
    scores.replicaHours.toFixed(1),
    ...money(scores.replicaHours),
    `${scores.costRatio.toFixed(3)}×`,
    String(scores.actions),
    percent(scores.underProvisioning),
    percent(scores.overProvisioning),
    name === own.name ? '' : difference(scores.replicaHours, own.scores.replicaHours),
  ]);
  const { oracleReplicaHours } = own.scores;
  const best = (name: string, missed: number, hours: number) => [
    name,
    percent(missed),
    '',
    hours.toFixed(1),
    ...money(hours),
    `${(hours / oracleReplicaHours).toFixed(3)}×`,
  ];
  const today = others.find(({ name }) => name === TODAY);
  const header = [
    '',
    'req over SLO',
    'time over SLO',
    'replica-h',
    ...(price ? [price.currency] : []),
    'of best',
    'actions',
    'under',
    'over',
    'cost to policy',
  ];
  const table = formatTable(header, [
    ...rows,
    best('best possible', 0, oracleReplicaHours),
    ...(budget ? [best(`best at ${budget.missPercent} %`, budget.missPercent, budget.replicaHours)] : []),
  ]);
  return today === undefined ? table : `${table}\n${againstToday(own.scores, today.scores, price)}\n`;
}

/** What the policy saves against today's; negative where it costs more. */
function savingOf(own: Scores, today: Scores) {
  const saved = today.replicaHours - own.replicaHours;
  return {
    savedReplicaHours: Math.round(saved * 10_000) / 10_000,
    savedPercent: Math.round((1_000_000 * saved) / today.replicaHours) / 10_000,
  };
}

function againstToday(own: Scores, today: Scores, price: ReplicaPrice | undefined): string {
  const { savedReplicaHours, savedPercent } = savingOf(own, today);
  const verb = savedReplicaHours >= 0 ? 'saves' : 'costs';
  const more = savedReplicaHours >= 0 ? '' : ' more';
  const hours = `${formatNumber(Math.abs(savedReplicaHours))} replica-hours${more}`;
  const money = price ? `${formatMoney(costOf(price, Math.abs(savedReplicaHours)))}, ` : '';
  const share = `${money}${formatNumber(Math.abs(savedPercent))} %`;
  const misses = `${percent(own.overSloRequestsPercent)} of the requests over the SLO instead of ${percent(today.overSloRequestsPercent)}`;
  return `Against today the policy ${verb} ${hours} (${share}), with ${misses}.`;
}

/** What so many replica-hours cost, to a hundredth of a cent, as documents have it; empty without a price. */
export function costOfHours(price: ReplicaPrice | undefined, hours: number): { readonly cost?: Money } {
  if (price === undefined) return {};
  const { amount, currency } = costOf(price, hours);
  return { cost: { amount: Math.round(amount * 10_000) / 10_000, currency } };
}

/** The same as the cell of a table whose header has the currency; none without a price. */
export function costCell(price: ReplicaPrice | undefined, hours: number): readonly string[] {
  return price ? [formatNumber(costOf(price, hours).amount)] : [];
}

function percent(value: number): string {
  return `${value.toFixed(2)} %`;
}

/** The policy's replay as an SVG. */
export function reportChart(
  head: ReportHead,
  { load, capacity, results }: Simulation,
  plant: PlantOptions,
  price?: ReplicaPrice,
): string {
  const [own] = results;
  if (own === undefined) return '';
  const { overSloRequestsPercent, replicaHours, costRatio, actions } = own.scores;
  const { stepSeconds } = plant;
  const start = load.startMs / 1000;
  const facts = [
    `${overSloRequestsPercent.toFixed(2)} % of requests over SLO`,
    `${replicaHours.toFixed(1)} replica-hours`,
    ...(price ? [formatMoney(costOf(price, replicaHours))] : []),
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
