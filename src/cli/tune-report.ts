import { numberText, type TunableNumber } from '../config/tunable-numbers.ts';
import { formatNumber } from '../core/format.ts';
import type { ReplicaPrice } from '../core/price.ts';
import type { Scores } from '../simulation/scores.ts';
import type { Tuning } from '../simulation/tune/tune.ts';
import { formatTable } from './output.ts';
import { costCell, costOfHours } from './simulation-report.ts';

/** A number that tuning would change. */
export interface NumberChange {
  readonly path: string;
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

/** What a report of tuning says. */
export interface TuneReport {
  readonly trace: string;
  readonly policy: string;
  readonly sloPercent: number;
  readonly changes: readonly NumberChange[];
  readonly tuning: Tuning;
  /** Of a replica-hour, where the policy names one. */
  readonly price?: ReplicaPrice;
  readonly written: boolean;
}

/** The numbers that differ, as the file spells them. */
export function changesOf(
  numbers: readonly TunableNumber[],
  values: readonly number[],
): readonly NumberChange[] {
  return numbers.flatMap((number, index) => {
    const value = values[index] ?? number.value;
    const [before, after] = [numberText(number, number.value), numberText(number, value)];
    return before === after ? [] : [{ path: number.path, line: number.line, before, after }];
  });
}

/** Whether the tuned numbers are better on the part that was not searched: cheaper within the SLO, or within it at last. */
export function isWorthIt({ before, after }: Tuning, sloPercent: number): boolean {
  const keeps = (scores: Scores) => scores.overSloRequestsPercent <= sloPercent;
  if (!keeps(after.report)) return false;
  return !keeps(before.report) || after.report.replicaHours < before.report.replicaHours;
}

/** The document of `tune --json`. */
export function tuneDocument({ tuning, price, ...report }: TuneReport) {
  const { tried, before, after, confidence } = tuning;
  const priced = (scores: Scores) => ({ ...scores, ...costOfHours(price, scores.replicaHours) });
  return {
    ...report,
    isBetter: isWorthIt(tuning, report.sloPercent),
    tried,
    searched: { before: priced(before.search), after: priced(after.search) },
    reported: { before: priced(before.report), after: priced(after.report) },
    confidence,
  };
}

/** The report for people: what changes, what it does on both parts, and how sure that is. */
export function tuneText(report: TuneReport): string {
  const { policy, changes, tuning, sloPercent, price, written } = report;
  if (changes.length === 0)
    return `${policy}: its numbers are the best of ${tuning.tried} sets that were tried.\n${tableOf(tuning, price)}`;
  const lines = changes.map(
    ({ path, line, before, after }) => `${policy}:${line}\n- ${path}: ${before}\n+ ${path}: ${after}\n`,
  );
  return [
    ...lines,
    tableOf(tuning, price),
    `${verdict(tuning, sloPercent)}\n`,
    written ? 'Written.\n' : '',
  ].join('');
}

function tableOf({ before, after }: Tuning, price: ReplicaPrice | undefined): string {
  const row = (name: string, scores: Scores) => [
    name,
    `${scores.overSloRequestsPercent.toFixed(2)} %`,
    scores.replicaHours.toFixed(1),
    ...costCell(price, scores.replicaHours),
    `${scores.costRatio.toFixed(3)}×`,
    String(scores.actions),
  ];
  return formatTable(
    ['', 'req over SLO', 'replica-h', ...(price ? [price.currency] : []), 'of best', 'actions'],
    [
      row('as it is, part searched', before.search),
      row('tuned, part searched', after.search),
      row('as it is, other part', before.report),
      row('tuned, other part', after.report),
    ],
  );
}

function verdict(tuning: Tuning, sloPercent: number): string {
  const { confidence } = tuning;
  const between = ([low, high]: readonly [number, number]) =>
    `${formatNumber(low)} to ${formatNumber(high)} %`;
  const [least, most] = confidence.savingInterval;
  const saving = most < 0 ? `cost ${between([-most, -least])} more` : `save ${between([least, most])}`;
  const sure = (share: number) => `${Math.floor(100 * share)} %`;
  const numbers = [
    `On the part that was not searched the tuned numbers miss ${between(confidence.missInterval)} of the requests`,
    `and ${saving} (90 % of resampled stretches of time);`,
    `they keep ${sloPercent} % in ${sure(confidence.keepsSlo)} of them and are cheaper in ${sure(confidence.isCheaper)}.`,
  ].join(' ');
  return isWorthIt(tuning, sloPercent)
    ? numbers
    : `${numbers}\nThat is not better than what the file has: keep it.`;
}
