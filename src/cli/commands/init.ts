import type { SettingFlags } from '../../config/settings/gather.ts';
import type { MetricSource } from '../../core/ports.ts';
import { type FileOutcome, outcomeOf, writeNewFiles } from '../init/new-files.ts';
import { type InitQuestion, planInit } from '../init/plan.ts';
import type { FoundPrometheus } from '../init/prometheus.ts';
import { initDocument, initText } from '../init/report.ts';
import { formatJson } from '../output.ts';
import type { CliContext, Runtime } from '../runtime.ts';

/** What `autoscaler init` may be told. */
export interface InitOptions extends InitQuestion {
  readonly flags: SettingFlags;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly force: boolean;
}

const DEADLINE_MS = 60_000;

/**
 * Writes a first policy for each service of a running project that can be scaled, and says what is missing in the
 * user’s own files. Returns 1 when nothing could be written because something stands in the way.
 */
export async function init(context: CliContext, options: InitOptions): Promise<number> {
  const { terminal, open } = context;
  const runtimes: Runtime[] = [];
  const openWith = async (flags: SettingFlags) => {
    const runtime = await open({ flags, journal: 'read', log: 'plain' });
    runtimes.push(runtime);
    return runtime;
  };
  const signal = AbortSignal.any([terminal.interrupted, AbortSignal.timeout(DEADLINE_MS)]);
  try {
    const { surveyor, setups, hasPrometheus } = await openWith(options.flags);
    const prometheus = async (found: FoundPrometheus | undefined): Promise<MetricSource | undefined> => {
      const [own] = runtimes;
      if (hasPrometheus) return own?.deps.sources.prometheus;
      if (found === undefined) return undefined;
      return (await openWith({ ...options.flags, 'prometheus.url': found.url })).deps.sources.prometheus;
    };
    const plan = await planInit(options, { surveyor, setups, prometheus }, signal);
    const outcomes = options.dryRun
      ? await outcomesOf(plan.files, options.force)
      : await writeNewFiles(plan.files, options.force);
    terminal.out(
      options.json
        ? formatJson(initDocument(plan, outcomes, options.dryRun))
        : initText(plan, outcomes, options.dryRun),
    );
    return plan.proposals.length === 0 ? 1 : 0;
  } finally {
    await Promise.all(runtimes.map((runtime) => runtime.close()));
  }
}

async function outcomesOf(
  files: Parameters<typeof writeNewFiles>[0],
  force: boolean,
): Promise<ReadonlyMap<string, FileOutcome>> {
  const pairs = files.map(async (file) => [file.path, await outcomeOf(file, force)] as const);
  return new Map(await Promise.all(pairs));
}
