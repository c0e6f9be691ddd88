import { readFile } from 'node:fs/promises';
import type { SettingFlags } from '../config/settings/gather.ts';
import { kindOfBalancer } from '../core/balancer-kinds.ts';
import { AutoscalerError } from '../core/errors.ts';
import type { Policy } from '../core/policy.ts';
import { readTrace, recordedTrace, type Trace } from '../simulation/trace.ts';
import type { CliContext } from './runtime.ts';

/** Where the load comes from: a file, or Prometheus. */
export interface LoadInput {
  readonly trace: string | undefined;
  /** Prometheus' address. */
  readonly prometheus: string | undefined;
  /** How far back; milliseconds. */
  readonly range: number;
  readonly step: number;
  /** Instead of the policy's own. */
  readonly query: string | undefined;
  readonly flags: SettingFlags;
}

/** The recorded load. Throws `E_CONFIG` for what is wrong with it, at its place, and `E_PROMETHEUS_*`. */
export async function readLoad(context: CliContext, input: LoadInput, policy: Policy): Promise<Trace> {
  const { trace, prometheus } = input;
  if ((trace === undefined) === (prometheus === undefined))
    throw new AutoscalerError('E_CONFIG', 'a load is needed, from one place', {
      fix: 'Give --trace FILE, or --prometheus URL with --range.',
    });
  return trace === undefined ? fromPrometheus(context, input, policy) : readTrace(await textOf(trace), trace);
}

/** The name of the load for titles and reports. */
export function loadName({ trace, prometheus }: LoadInput): string {
  return trace ?? withoutCredentials(prometheus ?? '');
}

async function fromPrometheus(context: CliContext, input: LoadInput, policy: Policy): Promise<Trace> {
  const query = input.query ?? queryOf(policy);
  const flags = { ...input.flags, 'prometheus.url': input.prometheus ?? '' };
  const history = await context.openHistory(flags);
  const toMs = Math.floor(Date.now() / input.step) * input.step;
  const fromMs = toMs - input.range + input.step;
  const range = { fromMs, toMs, stepMs: input.step };
  const values = await history.read(query, policy.ref, range, context.terminal.interrupted);
  const [first] = values;
  const span = `${timeOf(fromMs)} to ${timeOf(toMs)}`;
  if (first === undefined)
    throw new AutoscalerError('E_CONFIG', `${query}: Prometheus has no number from ${span}`, {
      fix: 'Check the query in Prometheus, or ask for a --range in which it was recorded.',
    });
  const origin = loadName(input);
  const trace = recordedTrace(values, input.step, origin);
  const missing = first.at - fromMs > input.step;
  const notice = `${origin}: nothing was recorded before ${timeOf(first.at)}, although ${span} was asked for`;
  return missing ? { ...trace, notices: [notice, ...trace.notices] } : trace;
}

/** What the policy itself asks Prometheus for requests per second, or what the balancer's own exporter counts. */
function queryOf(policy: Policy): string {
  for (const { source, unit } of policy.metrics)
    if (source.kind === 'prometheus' && unit.trim() === 'req/s') return source.query;
  const { balancer } = policy;
  const counter = balancer.kind === 'none' ? undefined : kindOfBalancer(balancer.kind).requestCounter;
  if (balancer.kind !== 'none' && counter !== undefined)
    return `sum(rate(${counter.series}{${counter.label}="${balancer.backend}"}[1m]))`;
  throw new AutoscalerError(
    'E_CONFIG',
    `${policy.origin}: no metric of the policy asks Prometheus for requests per second`,
    { fix: 'Give the query with --query, such as --query "sum(rate(http_requests_total[1m]))".' },
  );
}

async function textOf(path: string): Promise<string> {
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

function timeOf(ms: number): string {
  return new Date(ms).toISOString().replace('.000', '');
}

function withoutCredentials(address: string): string {
  return address.replace(/\/\/[^/@]*@/, '//');
}
