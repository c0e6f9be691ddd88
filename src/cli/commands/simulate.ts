import { readFile } from 'node:fs/promises';
import { choosePolicy } from '../../config/policy-choice.ts';
import { AutoscalerError } from '../../core/errors.ts';
import { formatDuration } from '../../core/format.ts';
import { type BaselineChoice, baseline } from '../../simulation/baselines/table.ts';
import { replayLength } from '../../simulation/load.ts';
import type { MetricRole } from '../../simulation/metric-roles.ts';
import { type PlantOptions, REFERENCE_PLANT } from '../../simulation/plant-options.ts';
import { PolicyAutoscaler } from '../../simulation/policy-autoscaler.ts';
import { simulate as simulateTrace } from '../../simulation/simulate.ts';
import { readTrace, type Trace } from '../../simulation/trace.ts';
import { formatJson } from '../output.ts';
import type { CliContext } from '../runtime.ts';
import { reportDocument, reportTable } from '../simulation-report.ts';

/** What `autoscaler simulate` may be told. */
export interface SimulateOptions {
  readonly policy: string;
  readonly service: string | undefined;
  readonly trace: string;
  readonly metrics: ReadonlyMap<string, MetricRole>;
  readonly against: readonly BaselineChoice[];
  readonly plant: Partial<PlantOptions>;
  readonly json: boolean;
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
  const { results } = simulateTrace(trace, plant, [own, ...others]);
  for (const notice of noticesOf(trace)) terminal.err(`note: ${notice}\n`);
  const head = { trace: options.trace, policy: options.policy, startUpSeconds: plant.startUpSeconds };
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

function noticesOf(trace: Trace): readonly string[] {
  const { isFull, historySeconds, scoredSeconds } = replayLength(trace);
  if (isFull) return trace.notices;
  const [history, scored] = [historySeconds, scoredSeconds].map((seconds) => formatDuration(seconds * 1000));
  const short = `${trace.file} is shorter than ten days: ${history} of history, ${scored} scored`;
  return [...trace.notices, short];
}
