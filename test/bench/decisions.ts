import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { choosePolicy } from '../../src/config/policy-choice.ts';
import { type Bench, type BenchRow, rounded } from './bench.ts';
import { aimsOf } from './decisions/aims.ts';
import { RIVALS, type Rival } from './decisions/contestants.ts';
import type { JobResult } from './decisions/job.ts';
import { markdown } from './decisions/markdown.ts';
import { picture } from './decisions/picture.ts';
import { runJobs } from './decisions/pool.ts';
import { BUDGETS, type Outcome } from './decisions/sweep.ts';
import { tracesOf } from './decisions/traces.ts';

const DEFAULT_POLICY = 'scaling-policies/examples/zero-tuning.yaml';
const SEEDS = { quick: [1], full: [1, 2, 3] };
const START_UPS = { quick: [5, 30], full: [5, 30, 120] };
const NONE = '–';

/** What the decisions of the zero-tuning default cost and miss, beside those of other autoscalers. */
export const decisions: Bench = {
  summary: 'cost of the zero-tuning default and of other autoscalers, against the best possible',
  flags: {
    traces: 'DIR: CSV files to replay beside the project’s own shapes (or AUTOSCALER_TRACES)',
    only: 'a,b: traces whose name contains one of these',
    policy: `FILE: the policy instead of ${DEFAULT_POLICY}`,
    against: 'hpa,kpa or none: other autoscalers, all by default',
    'start-up': '5,30: start-up times in seconds',
    write: 'DIR: where decisions-figures.md and decisions.svg are written',
  },
  async run({ quick, say, flags }) {
    const size = quick ? 'quick' : 'full';
    const folder = flags.traces ?? process.env.AUTOSCALER_TRACES;
    if (folder === undefined) say('no folder of traces is given: the project’s own shapes only');
    const wanted = flags.only?.split(',') ?? [''];
    const traces = (await tracesOf(folder)).filter(({ name }) => wanted.some((part) => name.includes(part)));
    const policy = await choosePolicy(flags.policy ?? DEFAULT_POLICY, undefined);
    const rivals = rivalsOf(flags.against);
    const startUps = flags['start-up']?.split(',').map(Number) ?? START_UPS[size];
    const jobs = traces.flatMap((trace) =>
      startUps.map((startUpSeconds) => {
        return { trace, startUpSeconds, seeds: SEEDS[size], policy, rivals, isFine: !quick };
      }),
    );
    let done = 0;
    const results = await runJobs(jobs, (result) => say(`${++done} of ${jobs.length}: ${inShort(result)}`));
    const report = {
      name: 'decisions',
      what: `Replica-hours ÷ the best possible. ${traces.length} traces, ${SEEDS[size].length} seeds; the default as it is, every other autoscaler with the target that is cheapest within the budget.`,
      rows: results.map(rowOf),
      aims: aimsOf(results),
    };
    const target = flags.write;
    if (target !== undefined) {
      await writeFile(join(target, 'decisions-figures.md'), markdown(results, report));
      await writeFile(join(target, 'decisions.svg'), picture(results));
    }
    return report;
  },
};

function rivalsOf(flag: string | undefined): readonly Rival[] {
  if (flag === undefined) return RIVALS;
  const names = flag.split(',');
  return RIVALS.filter((name) => names.includes(name));
}

function inShort({ trace, startUpSeconds, ours }: JobResult): string {
  return `${trace}, start-up ${startUpSeconds} s: cost ${rounded(ours.cost, 3)}, ${rounded(ours.missPercent)} % over`;
}

function rowOf({ trace, shape, startUpSeconds, oracleActionsPerHour, ours, rivals }: JobResult): BenchRow {
  const swept = BUDGETS.flatMap((budget, index) => {
    const outcomes: readonly (readonly [string, Outcome | undefined])[] = [
      ['ours', ours.missPercent <= budget ? ours : undefined],
      ...rivals.map(({ name, swept }) => [name, swept[index]] as const),
    ];
    return outcomes.map(([name, outcome]) => {
      return [`${name} ≤ ${budget} %`, outcome === undefined ? NONE : rounded(outcome.cost, 3)];
    });
  });
  const actions = rivals.map(({ name, swept: [best] }) => {
    return [`${name} actions/h`, best === undefined ? NONE : rounded(best.actionsPerHour, 1)];
  });
  return {
    trace,
    shape,
    'start-up': startUpSeconds,
    'over SLO %': rounded(ours.missPercent, 3),
    cost: rounded(ours.cost, 3),
    'actions/h': rounded(ours.actionsPerHour, 1),
    'taken back/h': rounded(ours.flapsPerHour, 1),
    'oracle actions/h': rounded(oracleActionsPerHour, 1),
    spread: rounded(ours.spread, 4),
    ...Object.fromEntries(swept),
    ...Object.fromEntries(actions),
  };
}
