import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Bench, type BenchRow, rounded } from './bench.ts';
import { tracesOf } from './decisions/traces.ts';
import { type Comparison, compareForecasters } from './forecast/compare.ts';
import { forecastMarkdown } from './forecast/markdown.ts';

const HORIZONS = { quick: [1], full: [1, 5, 15] };
/** How far from 95 % of the load the bound's coverage may be. */
const COVERAGE = { least: 0.93, most: 0.97 };

/** What the forecast's bound covers and loses, and how far its point is off, beside the usual methods. */
export const forecast: Bench = {
  summary: 'coverage, pinball loss and error of the forecast and of the usual methods',
  flags: {
    traces: 'DIR: CSV files beside the project’s own shapes (or AUTOSCALER_TRACES)',
    only: 'a,b: traces whose name contains one of these',
    write: 'DIR: where forecast-figures.md is written',
  },
  async run({ quick, say, flags }) {
    const wanted = flags.only?.split(',') ?? [''];
    const all = await tracesOf(flags.traces ?? process.env.AUTOSCALER_TRACES);
    const traces = all.filter(({ name }) => wanted.some((part) => name.includes(part)));
    const horizons = HORIZONS[quick ? 'quick' : 'full'];
    const comparisons = traces.flatMap((trace, index) => {
      const compared = compareForecasters(trace, horizons);
      say(`${index + 1} of ${traces.length}: ${trace.name}`);
      return compared;
    });
    const report = {
      name: 'forecast',
      what: `The highest load of the next ${horizons.join(', ')} minutes, forecast every minute: ${traces.length} traces.`,
      rows: comparisons.flatMap(rowsOf),
      aims: horizons.map((minutes) => coverageAim(comparisons, minutes)),
    };
    if (flags.write !== undefined)
      await writeFile(join(flags.write, 'forecast-figures.md'), forecastMarkdown(comparisons, report.what));
    return report;
  },
};

function rowsOf({ trace, minutes, scores }: Comparison): readonly BenchRow[] {
  return scores.map(({ name, coverage, pinball, error }) => ({
    trace,
    minutes,
    method: name,
    'covered %': rounded(100 * coverage, 1),
    'pinball %': rounded(100 * pinball),
    'error %': rounded(100 * error, 1),
  }));
}

function coverageAim(comparisons: readonly Comparison[], minutes: number) {
  const covered = comparisons
    .filter((comparison) => comparison.minutes === minutes)
    .map(({ trace, scores }) => ({ trace, coverage: scores[0]?.coverage ?? 0 }));
  const off = covered.filter(({ coverage }) => coverage < COVERAGE.least || coverage > COVERAGE.most);
  const named = off.map(({ trace, coverage }) => `${trace} ${rounded(100 * coverage, 1)} %`);
  return {
    aim: `at ${minutes} min the bound covers ${100 * COVERAGE.least} to ${100 * COVERAGE.most} % of the load on every trace`,
    measured: [`${covered.length - off.length} of ${covered.length}`, ...named].join('; '),
    met: off.length === 0,
  };
}
