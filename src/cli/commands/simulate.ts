import { readFile, writeFile } from 'node:fs/promises';
import { choosePolicy } from '../../config/policy-choice.ts';
import { AutoscalerError } from '../../core/errors.ts';
import { formatDuration, formatReplicas } from '../../core/format.ts';
import type { Policy } from '../../core/policy.ts';
import { type BaselineChoice, baseline } from '../../simulation/baselines/table.ts';
import { replayLength } from '../../simulation/load.ts';
import type { MetricRole } from '../../simulation/metric-roles.ts';
import { type PlantOptions, REFERENCE_PLANT } from '../../simulation/plant-options.ts';
import { PolicyAutoscaler } from '../../simulation/policy-autoscaler.ts';
import { type Simulation, simulate as simulateTrace } from '../../simulation/simulate.ts';
import { timeline } from '../../simulation/timeline.ts';
import { readTrace, type Trace } from '../../simulation/trace.ts';
import { formatJson } from '../output.ts';
import type { CliContext } from '../runtime.ts';
import { reportChart, reportDocument, reportTable } from '../simulation-report.ts';

/** What `autoscaler simulate` may be told. */
export interface SimulateOptions {
  readonly policy: string;
  readonly service: string | undefined;
  readonly trace: string;
  readonly metrics: ReadonlyMap<string, MetricRole>;
  readonly against: readonly BaselineChoice[];
  readonly plant: Partial<PlantOptions>;
  readonly json: boolean;
  /** Where the timeline and the chart are to be written. */
  readonly timeline: string | undefined;
  readonly chart: string | undefined;
}

/** What the policy would have done under the trace's load, what it costs and misses. Returns the exit code. */
export async function simulate(
  { terminal, schedules }: CliContext,
  options: SimulateOptions,
): Promise<number> {
  const plant = { ...REFERENCE_PLANT, ...options.plant };
  const policy = await choosePolicy(options.policy, options.service);
  const trace = readTrace(await readText(options.trace), options.trace);
  const own = new PolicyAutoscaler(policy, options.metrics, schedules, plant);
  const others = options.against.map((choice) => baseline(choice, policy, plant));
  const simulation = simulateTrace(trace, plant, [own, ...others]);
  const { load, results } = simulation;
  const [result] = results;
  for (const notice of noticesOf(trace, policy, simulation)) terminal.err(`note: ${notice}\n`);
  const head = { trace: options.trace, policy: options.policy, startUpSeconds: plant.startUpSeconds };
  if (options.timeline !== undefined && result !== undefined)
    await writeText(options.timeline, '--timeline', timeline(load, result.run, plant.stepSeconds));
  if (options.chart !== undefined)
    await writeText(options.chart, '--chart', reportChart(head, simulation, plant));
  terminal.out(options.json ? formatJson(reportDocument(head, results)) : reportTable(results));
  return 0;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AutoscalerError('E_CONFIG', `${path}: the trace cannot be read: ${why}`, {
      at: path,
      fix: 'Name a CSV file that is there and may be read.',
      cause,
    });
  }
}

async function writeText(path: string, flag: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AutoscalerError('E_CONFIG', `${path}: cannot be written: ${why}`, {
      at: path,
      fix: `Name a file in ${flag} whose folder is there and may be written.`,
      cause,
    });
  }
}

function noticesOf(trace: Trace, { max }: Policy, { mostNeeded }: Simulation): readonly string[] {
  const { isFull, historySeconds, scoredSeconds } = replayLength(trace);
  const [history, scored] = [historySeconds, scoredSeconds].map((seconds) => formatDuration(seconds * 1000));
  const short = `${trace.file} is shorter than ten days: ${history} of history, ${scored} scored`;
  const capped = `the load needs up to ${formatReplicas(mostNeeded)} to keep the SLO, the policy’s max is ${max}`;
  return [...trace.notices, ...(isFull ? [] : [short]), ...(mostNeeded > max ? [capped] : [])];
}
