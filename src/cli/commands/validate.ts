import { checkPolicyFiles } from '../../config/policy-files.ts';
import type { PolicyDraft } from '../../config/resolve/policy.ts';
import type { SettingFlags } from '../../config/settings/gather.ts';
import { requireSettings } from '../../config/settings/require.ts';
import { AutoscalerError } from '../../core/errors.ts';
import { metricsOf } from '../../core/evaluate/tick.ts';
import { formatError, formatJson } from '../output.ts';
import type { CliContext } from '../runtime.ts';

/** What `autoscaler validate` may be told. */
export interface ValidateOptions {
  /** Files and directories; empty means the policies directory. */
  readonly files: readonly string[];
  readonly flags: SettingFlags;
  readonly json: boolean;
}

const QUERIES_DEADLINE_MS = 30_000;

/**
 * Every fault of the policy files at its place; where Prometheus is configured, it is asked about each query too.
 * Returns 2 when there is any fault, 1 when only Prometheus did not answer.
 */
export async function validate(context: CliContext, options: ValidateOptions): Promise<number> {
  const { terminal } = context;
  const settings = await requireSettings(options.flags);
  const files = options.files.length > 0 ? options.files : [settings.policies.path];
  const { drafts, faults: ofFiles } = await checkPolicyFiles(files, settings.intervalMs);
  const ofQueries = settings.prometheus ? await queryFaults(context, options.flags, drafts) : [];
  const faults = [...ofFiles, ...ofQueries];
  if (options.json) {
    const report = faults.map(({ code, at, message, fix }) => ({ code, at, message, fix }));
    terminal.out(formatJson({ valid: faults.length === 0, policies: drafts.length, faults: report }));
  } else {
    for (const fault of faults) terminal.err(formatError(fault));
    const policies = `${drafts.length} ${drafts.length === 1 ? 'policy' : 'policies'}`;
    const found =
      faults.length === 0 ? 'no fault' : `${faults.length} fault${faults.length === 1 ? '' : 's'}`;
    terminal.out(`${policies}, ${found}\n`);
  }
  return Math.max(0, ...faults.map((fault) => fault.exitCode));
}

/** What Prometheus says against the queries; an empty answer is no fault, for the service may not run yet. */
async function queryFaults(
  { open }: CliContext,
  flags: SettingFlags,
  drafts: readonly PolicyDraft[],
): Promise<readonly AutoscalerError[]> {
  const asked = drafts.flatMap(({ at, service, project = 'default', body }) =>
    metricsOf(body)
      .filter((metric) => metric.source.kind === 'prometheus')
      .map((metric) => ({ at, metric, ref: { project, service }, balancer: body.balancer, replicaIds: [] })),
  );
  const runtime = await open({ flags, journal: 'read', log: 'plain' });
  try {
    const { prometheus } = runtime.deps.sources;
    const samples = await prometheus.read(asked, AbortSignal.timeout(QUERIES_DEADLINE_MS));
    const faults = asked.flatMap(({ at, metric }, index) => {
      const sample = samples[index];
      if (sample?.kind !== 'error') return [];
      const message = `${at}: metric "${metric.name}": ${sample.message}`;
      return [new AutoscalerError(sample.code, message, { at, fix: FIXES[sample.code] ?? FIX })];
    });
    return faults;
  } finally {
    await runtime.close();
  }
}

const FIX = 'Check the address and the credentials of Prometheus in the settings.';
const FIXES: Readonly<Record<string, string>> = {
  E_PROMETHEUS_QUERY: 'Correct the query; it must answer with one number for the service.',
};
