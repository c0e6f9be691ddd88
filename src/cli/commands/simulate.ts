import { writeFile } from 'node:fs/promises';
import { choosePolicy } from '../../config/policy-choice.ts';
import type { SettingFlags } from '../../config/settings/gather.ts';
import { AutoscalerError } from '../../core/errors.ts';
import { formatDuration, formatReplicas } from '../../core/format.ts';
import type { Policy } from '../../core/policy.ts';
import { type BaselineChoice, baseline } from '../../simulation/baselines/table.ts';
import { replayLength } from '../../simulation/load.ts';
import type { PlantOptions } from '../../simulation/plant-options.ts';
import { PolicyAutoscaler } from '../../simulation/policy-autoscaler.ts';
import { type Simulation, simulate as simulateTrace } from '../../simulation/simulate.ts';
import { timeline } from '../../simulation/timeline.ts';
import type { Trace } from '../../simulation/trace.ts';
import { loadName, readLoad } from '../load-input.ts';
import { formatJson } from '../output.ts';
import { Progress } from '../progress.ts';
import type { CliContext } from '../runtime.ts';
import { unitSeconds } from '../simulate-arguments.ts';
import type { SimulationInput } from '../simulation-options.ts';
import { reportChart, reportDocument, reportTable } from '../simulation-report.ts';
import { checkRoles, rolesOf, todayOf } from '../today.ts';

/** What `autoscaler simulate` may be told. */
export interface SimulateOptions extends SimulationInput {
  readonly flags: SettingFlags;
  readonly against: readonly BaselineChoice[];
  /** A policy file or a count of replicas. */
  readonly today: string | undefined;
  /** Where the timeline and the chart are to be written. */
  readonly timeline: string | undefined;
  readonly chart: string | undefined;
}

/** What the policy would have done under the recorded load, what it costs and misses. Returns the exit code. */
export async function simulate(context: CliContext, options: SimulateOptions): Promise<number> {
  const { terminal, schedules } = context;
  const policy = await choosePolicy(options.policy, options.service);
  const trace = await readLoad(context, options, policy);
  const plant = plantFor(trace, options);
  const today = await todayOf(options, schedules, plant);
  checkRoles(options.metrics, [policy, ...(today?.policy ? [today.policy] : [])]);
  const own = new PolicyAutoscaler(policy, rolesOf(options.metrics, policy), schedules, plant);
  const others = options.against.map((choice) => baseline(choice, policy, plant));
  const all = [own, ...(today ? [today.autoscaler] : []), ...others];
  const progress = new Progress(terminal, 'replayed');
  const simulation = simulateTrace(trace, plant, all, {
    missPercent: options.missPercent,
    onReplay: (done) => progress.report(done, all.length),
  });
  const [result] = simulation.results;
  for (const notice of noticesOf(trace, policy, simulation, options)) terminal.err(`note: ${notice}\n`);
  const head = { trace: loadName(options), policy: options.policy, startUpSeconds: plant.startUpSeconds };
  if (options.timeline !== undefined && result !== undefined)
    await writeText(options.timeline, '--timeline', timeline(simulation.load, result.run, plant.stepSeconds));
  if (options.chart !== undefined)
    await writeText(options.chart, '--chart', reportChart(head, simulation, plant, policy.price));
  terminal.out(
    options.json
      ? formatJson(reportDocument(head, simulation, policy.price))
      : reportTable(simulation, policy.price),
  );
  return 0;
}

/** The plant for a load in its unit. */
export function plantFor(trace: Trace, { plant, unit }: SimulationInput): PlantOptions {
  const seconds = unitSeconds(unit, trace.stepSeconds);
  return seconds === undefined ? plant : { ...plant, unitSeconds: seconds };
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

function noticesOf(
  trace: Trace,
  { max }: Policy,
  { mostNeeded }: Simulation,
  { unit, prometheus, today, plant }: SimulateOptions,
): readonly string[] {
  const { isFull, historySeconds, scoredSeconds } = replayLength(trace);
  const [history, scored] = [historySeconds, scoredSeconds].map((seconds) => formatDuration(seconds * 1000));
  const short = `${trace.file} is shorter than ten days: ${history} of history, ${scored} scored`;
  const capped = `the load needs up to ${formatReplicas(mostNeeded)} to keep the SLO, the policy’s max is ${max}`;
  const scaled = `the load is scaled so that its peak needs ${formatReplicas(plant.peakReplicas)}; --unit req/s and --service-rate take it as it is`;
  const isOnesOwn = prometheus !== undefined || today !== undefined;
  return [
    ...trace.notices,
    ...(isFull ? [] : [short]),
    ...(isOnesOwn && unit === 'relative' ? [scaled] : []),
    ...(mostNeeded > max ? [capped] : []),
  ];
}
