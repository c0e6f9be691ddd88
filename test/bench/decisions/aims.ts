import { type BenchAim, rounded } from '../bench.ts';
import type { JobResult } from './job.ts';
import type { Shape } from './shape.ts';

/** The most that the default may cost, as a multiple of the best possible. */
const COST_AIMS: Readonly<Record<Shape, number>> = { smooth: 1.06, noisy: 1.15, 'flash crowd': 1.6 };
/** The aims are for the start-up times that containers have; longer ones are measured beside them. Seconds. */
const AIMED_START_UPS: readonly number[] = [5, 30];
const MISS_AIM = 1;
/** Counts as no more. */
const ROUNDING = 1e-9;

/** By how much one case fails an aim, as a sentence; undefined where it is met. */
type Check = (result: JobResult) => string | undefined;

const CHECKS: readonly { readonly aim: string; readonly check: Check }[] = [
  ...(['smooth', 'noisy', 'flash crowd'] as const).map((shape) => ({
    aim: `${shape}: at most ${COST_AIMS[shape]} of the best possible, at most ${MISS_AIM} % of requests over the SLO`,
    check: (result: JobResult) => (result.shape === shape ? costFault(result) : ''),
  })),
  { aim: 'cheaper than every other autoscaler, each tuned to the same misses', check: rivalFault },
  { aim: 'no more actions than the HPA, tuned to the same misses', check: actionFault },
];

/** Every aim over the cases it is for: how many meet it, and by how much the others miss. */
export function aimsOf(results: readonly JobResult[]): readonly BenchAim[] {
  const aimed = results.filter(({ startUpSeconds }) => AIMED_START_UPS.includes(startUpSeconds));
  return CHECKS.flatMap(({ aim, check }) => {
    const faults = aimed
      .map((result) => ({ result, fault: check(result) }))
      .filter(({ fault }) => fault !== '');
    if (faults.length === 0) return [];
    const missed = faults.flatMap(({ result, fault }) =>
      fault === undefined ? [] : [`${result.trace} at ${result.startUpSeconds} s ${fault}`],
    );
    const measured = [`met in ${faults.length - missed.length} of ${faults.length}`, ...missed].join('; ');
    return [{ aim, measured, met: missed.length === 0 }];
  });
}

function costFault({ ours, shape }: JobResult): string | undefined {
  if (ours.missPercent > MISS_AIM) return `misses ${rounded(ours.missPercent)} %`;
  return ours.cost > COST_AIMS[shape] + ROUNDING ? `costs ${rounded(ours.cost, 3)}` : undefined;
}

function rivalFault({ ours, rivals }: JobResult): string | undefined {
  if (ours.missPercent > MISS_AIM) return `misses ${rounded(ours.missPercent)} %`;
  const ahead = rivals.flatMap(({ name, swept: [best] }) =>
    best !== undefined && best.cost <= ours.cost ? [`${name} ${rounded(best.cost, 3)}`] : [],
  );
  return ahead.length === 0 ? undefined : `costs ${rounded(ours.cost, 3)}, ${ahead.join(', ')}`;
}

function actionFault({ ours, rivals }: JobResult): string | undefined {
  const hpa = rivals.find(({ name }) => name === 'hpa')?.swept[0];
  if (hpa === undefined || ours.actionsPerHour <= hpa.actionsPerHour + ROUNDING) return undefined;
  return `acts ${rounded(ours.actionsPerHour, 1)} times an hour, hpa ${rounded(hpa.actionsPerHour, 1)}`;
}
